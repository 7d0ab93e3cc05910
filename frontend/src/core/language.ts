/**
 * The words of the interface. `gettext` gives the translation of an English sentence, or the sentence itself. The catalogue has the shape
 * of Django's JSONCatalog; the same .po file serves the pages that Python writes. Names of labels and texts of the corpus never go through here.
 */
type Catalog = Readonly<Record<string, string | readonly string[]>>
let catalog: Catalog = {}
let tag = 'en'
export const setLanguage = (language: string, words: Catalog): void => { tag = language; catalog = words }
/** For Intl: how numbers, dates and words are cut. */
export const language = (): string => tag
export function gettext(said: string): string {
  const found = catalog[said]
  return (typeof found === 'string' ? found : found?.[0]) || said
}
/** Korean has one form, English two: no further language needs a plural rule of its own here yet. */
export function ngettext(one: string, many: string, count: number): string {
  const found = catalog[one]
  const form = Array.isArray(found) ? found[count === 1 ? 0 : 1] ?? found[0] : found
  return (form as string | undefined) || (count === 1 ? one : many)
}
export function pgettext(context: string, said: string): string {
  const found = catalog[`${context}\u0004${said}`]
  return (typeof found === 'string' ? found : found?.[0]) || said
}
/** `%(name)s` in a sentence becomes the value of that name. */
export const fill = (said: string, values: Readonly<Record<string, string | number>>): string =>
  said.replace(/%\((\w+)\)s/g, (all, name: string) => (name in values ? String(values[name]) : all))

/** Selectors of a stranger's style sheet, held to what stands inside one element and to names that are not the page's own. */

/** What is put before classes and ids of a config, so that they never mean the page's. */
export const OWN = 'own-'
export const owned = (names: string | undefined): string => (names ?? '').split(/\s+/).filter(n => /^-?[\p{L}_][\p{L}\p{N}_-]*$/u.test(n)).map(n => OWN + n).join(' ')

/** Cut at the commas that stand in no bracket and no text. */
export function listed(selectors: string): string[] {
  const out: string[] = []
  let depth = 0, quote = '', from = 0
  for (let i = 0; i < selectors.length; i++) {
    const c = selectors[i]!
    if (c === '\\') i++
    else if (quote) { if (c === quote) quote = '' }
    else if (c === '"' || c === "'") quote = c
    else if (c === '(' || c === '[') depth++
    else if (c === ')' || c === ']') depth--
    else if (c === ',' && !depth) { out.push(selectors.slice(from, i)); from = i + 1 }
  }
  return [...out, selectors.slice(from)].map(s => s.trim()).filter(Boolean)
}
/** `.a` and `#a` mean the config's own; what stands in [brackets] and "texts" is left alone. */
const renamed = (selector: string): string =>
  selector.replace(/\[[^\]]*\]|"[^"]*"|'[^']*'|([.#])(-?[\p{L}_][\p{L}\p{N}_-]*)/gu, (all, sign?: string, name?: string) => (sign ? `${sign}${OWN}${name}` : all))

/** Pseudo-elements that only draw; ::part, ::slotted, ::highlight … do more. */
const DRAWN = /::(before|after|marker|placeholder|first-letter|first-line)$/
/**
 * As a selector whose subject lies within `root`, whatever the given one says: inside :is() nothing can be a sibling or an ancestor of
 * it. null for one that is not taken.
 */
export function scoped(selector: string, root: string): string | null {
  const drawn = DRAWN.exec(selector)?.[0] ?? '', base = drawn ? selector.slice(0, -drawn.length) : selector
  if (/::|[&\\{}]|:(host|scope|has|state|-)/.test(base)) return null
  return `${root} :is(${renamed(base) || '*'})${drawn}`
}

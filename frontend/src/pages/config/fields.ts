/** Which fields of the data a label config shows, and an item that has them. */
import type { Json, TagNode } from '../../core/types'
import { rawOf } from '../../core/values'

export interface Wanted { readonly field: string; readonly tag: string }

/** Each field once, with the tag that shows it first. */
export function wanted(tree: TagNode): Wanted[] {
  const found = new Map<string, string>()
  const walk = ({ tag, attrs, children }: TagNode): void => {
    for (const value of [attrs['value'], attrs['valueList']]) {
      const field = value?.startsWith('$') ? value.slice(1).trim() : ''
      if (field && !found.has(field)) found.set(field, tag)
    }
    children.forEach(walk)
  }
  walk(tree)
  return [...found].map(([field, tag]) => ({ field, tag }))
}
export const has = (item: Json, field: string): boolean => { const found = rawOf(`$${field}`, item); return found !== undefined && found !== null }
export const lacking = (item: Json, fields: readonly Wanted[]): Wanted[] => fields.filter(w => !has(item, w.field))

const KIN: Readonly<Record<string, string>> = { AudioPlus: 'Audio', Taxonomy: 'Choices', Labels: 'Choices' }
const sample = (tag: string, samples: Json): unknown => samples[KIN[tag] ?? tag] ?? samples['']

/** The item with something to show in each of the fields. */
export function filled(item: Json, fields: readonly Wanted[], samples: Json): Json {
  const made: Record<string, unknown> = structuredClone(item) as Record<string, unknown>
  for (const { field, tag } of lacking(item, fields)) put(made, field.split('.'), sample(tag, samples))
  return made
}
function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]]
  if (!rest.length) { into[key] = value; return }
  const inner = Object.hasOwn(into, key) ? into[key] : undefined
  const next = inner && typeof inner === 'object' && !Array.isArray(inner) ? inner as Record<string, unknown> : {}
  into[key] = next
  put(next, rest, value)
}

/** Of an item, what the config shows; the rest would only be in the way of reading it. */
export function only(item: Json, fields: readonly Wanted[]): Json {
  const keys = new Set(fields.flatMap(({ field }) => [field, field.split('.')[0]!]))
  return Object.fromEntries(Object.entries(item).filter(([key]) => keys.has(key)))
}
/** An item as somebody typed it; a sentence where it is none. */
export function read(typed: string, sentence: string): Json | string {
  try {
    const found: unknown = JSON.parse(typed)
    return found && typeof found === 'object' && !Array.isArray(found) ? found as Json : sentence
  } catch (error) { return (error as Error).message }
}

/** A few words by which one item is told from another: of what is shown first. */
export function glimpse(item: Json, fields: readonly Wanted[], length = 34): string {
  const line = first(rawOf(`$${fields[0]?.field ?? ''}`, item) ?? item).replace(/\s+/g, ' ').trim(), points = [...line]
  return points.length > length ? `${points.slice(0, length).join('')}…` : line
}
function first(value: unknown): string {
  // Of an address, the name of the file.
  if (typeof value === 'string') return /^(https?:\/)?\/\S+$/.test(value) ? value.split(/[?#]/)[0]!.split('/').filter(Boolean).at(-1) ?? value : value.startsWith('data:') ? value.slice(0, 24) : value
  if (Array.isArray(value)) return first(value[0])
  if (!value || typeof value !== 'object') return String(value ?? '')
  const found = value as Record<string, unknown>
  return first(found['text'] ?? found['title'] ?? found['body'] ?? Object.values(found)[0])
}
/** Tags that show a list or a table: no column of a CSV file holds one. */
const NESTED = ['Paragraphs', 'List', 'Table', 'Choices', 'Taxonomy', 'TimeSeries', 'Chat']
export const flat = (fields: readonly Wanted[]): boolean => fields.every(({ field, tag }) => !NESTED.includes(tag) && !field.includes('.'))

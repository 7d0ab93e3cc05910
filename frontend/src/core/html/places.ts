/**
 * Places in a page as Label Studio writes them: the XPath of both ends with offsets in the text nodes' own units (of UTF-16, as a browser
 * counts), and beside them code points of the whole text.
 */
import type { Json } from '../types'
import type { Range } from '../spans/words'
import { ends, touched, type Flow } from './flow'

export function placeOf(flow: Flow, range: Range): Json | null {
  const found = ends(flow, range)
  if (!found) return null
  const { first, last } = found, from = first.map.toCodePoint(found.from), to = last.map.toCodePoint(found.to)
  return { start: first.path, end: last.path, startOffset: found.from, endOffset: found.to, globalOffsets: { start: first.before + from, end: last.before + to } }
}
const whole = (v: unknown): v is number => Number.isInteger(v) && (v as number) >= 0

/** How a position may be counted: other tools and older files do it the other way. */
type Count = 'points' | 'units'
function byGlobal(flow: Flow, value: Json, count: Count): Range | null {
  const { start, end } = (value['globalOffsets'] ?? {}) as { start?: unknown; end?: unknown }
  if (!whole(start) || !whole(end) || start >= end) return null
  let lost = 0 // units that the slots before have more than code points
  let from: number | null = null, to: number | null = null
  for (const slot of flow.slots) {
    const before = count === 'points' ? slot.before : slot.before + lost, length = count === 'points' ? slot.map.length : slot.text.length
    const at = (position: number): number => slot.at + (count === 'points' ? slot.map.toUtf16(position - before) : position - before)
    if (from === null && start >= before && start < before + length) from = at(start)
    if (end > before && end <= before + length) to = at(end)
    lost += slot.text.length - slot.map.length
  }
  return from !== null && to !== null && from < to ? [from, to] : null
}
/** `/div[1]/p[2]/text()[1]`; a step without a number is the first, and a leading dot says nothing. */
const normal = (path: string): string => `/${path.replace(/^\.?\/*/, '').split('/').map(step => (/\]$/.test(step) ? step : `${step}[1]`)).join('/').toLowerCase()}`
function byPath(flow: Flow, value: Json, count: Count): Range | null {
  const { start, end, startOffset, endOffset } = value
  if (typeof start !== 'string' || typeof end !== 'string' || !whole(startOffset) || !whole(endOffset)) return null
  const first = flow.slots.find(s => s.path === normal(start)), last = flow.slots.find(s => s.path === normal(end))
  if (!first || !last) return null
  const length = (s: typeof first): number => (count === 'points' ? s.map.length : s.text.length)
  if (startOffset > length(first) || endOffset > length(last)) return null
  const unit = (s: typeof first, at: number): number => s.at + (count === 'points' ? s.map.toUtf16(at) : at), from = unit(first, startOffset), to = unit(last, endOffset)
  return from < to ? [from, to] : null
}
/** Line breaks stand as `\n` in two characters in Label Studio's quotes, and spaces as the browser shows them. */
const bare = (text: string): string => text.replace(/\\n|\s|\u00a0/gu, '')
const says = (flow: Flow, range: Range): string => bare(touched(flow, range).map(s => s.text.slice(Math.max(0, range[0] - s.at), range[1] - s.at)).join(''))

/** Where a region lies now: by the code points of the page, else by XPath, and where there is a quote, only where it stands. */
export function rangeOf(flow: Flow, value: Json): Range | null {
  const quote = typeof value['text'] === 'string' ? bare(value['text']) : null
  const tried = [byGlobal(flow, value, 'points'), byPath(flow, value, 'units'), byPath(flow, value, 'points'), byGlobal(flow, value, 'units')].filter(r => r !== null)
  return (quote === null ? tried[0] : tried.find(r => says(flow, r) === quote)) ?? null
}
/** The quote where no browser is at hand to say how it looks. */
export const quoteOf = (flow: Flow, range: Range): string =>
  touched(flow, range).map((s, i) => (i && s.breaks ? '\\n' : '') + s.text.slice(Math.max(0, range[0] - s.at), range[1] - s.at)).join('').replace(/\s+/g, ' ').trim()

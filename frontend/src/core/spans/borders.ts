/** How a range of the text is stepped, stretched and snapped. Never less than a grapheme, never across the ends of the text. */
import { snapToGraphemes } from '../offsets'
import type { Range, Snap, Units } from './words'

/** The number of entries below `at`. */
function below(list: readonly number[], at: number): number {
  let low = 0, high = list.length
  while (low < high) { const mid = (low + high) >> 1; if (list[mid]! < at) low = mid + 1; else high = mid }
  return low
}
const after = (list: readonly number[], at: number): number | undefined => list[below(list, at + 1)]
const before = (list: readonly number[], at: number): number | undefined => list[below(list, at) - 1]

/** The next word after a range, or the one before it; without a range the first or the last. */
export function step(units: Units, from: Range | null, by: 1 | -1): Range | null {
  const { words } = units
  if (!from) return (by > 0 ? words[0] : words.at(-1)) ?? null
  const begins = words.map(w => w[0]), next = by > 0 ? words[below(begins, from[1])] : words[below(begins, from[0]) - 1]
  return next ?? (by > 0 ? words.at(-1) : words[0]) ?? null
}
export function moveEnd(units: Units, [start, end]: Range, by: 1 | -1): Range {
  const to = by > 0 ? after(units.ends, end) : before(units.ends, end)
  return [start, to !== undefined && to > start ? to : end]
}
export function moveStart(units: Units, [start, end]: Range, by: 1 | -1): Range {
  const to = by > 0 ? after(units.starts, start) : before(units.starts, start)
  return [to !== undefined && to < end ? to : start, end]
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** The nearest place between two graphemes beyond `at`. */
export function beside(text: string, at: number, by: 1 | -1): number {
  const found = graphemes.segment(text).containing(by > 0 ? at : at - 1)
  return found ? (by > 0 ? found.index + found.segment.length : found.index) : at
}
export function nudgeEnd(text: string, [start, end]: Range, by: 1 | -1): Range {
  const to = beside(text, end, by)
  return [start, to > start ? to : end]
}
export function nudgeStart(text: string, [start, end]: Range, by: 1 | -1): Range {
  const to = beside(text, start, by)
  return [to < end ? to : start, end]
}

/** What a hand selected, as it is meant: without the spaces around it, grown to whole words, or parts of words. null if only spaces were. */
export function snapped(text: string, units: Units, snap: Snap, from: number, to: number): Range | null {
  const piece = text.slice(from, to), rest = piece.trimStart()
  let start = from + piece.length - rest.length, end = start + rest.trimEnd().length
  if (start >= end) return null
  if (snap !== 'character') {
    // Inside a unit where the nearest border before it opens one and the nearest after it closes one.
    const opens = before(units.starts, start + 1), shut = before(units.ends, start + 1)
    if (opens !== undefined && (shut === undefined || shut <= opens)) start = opens
    const closes = after(units.ends, end - 1), next = after(units.starts, end - 1)
    if (closes !== undefined && (next === undefined || next >= closes)) end = closes
  }
  return snapToGraphemes(text, start, end)
}

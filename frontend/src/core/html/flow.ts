/**
 * The text of something made of many pieces (a page's text nodes, a dialogue's utterances) as one string, so that words are stepped and
 * spans are cut in it as in a plain text. Where a block ends a BREAK stands that belongs to no piece.
 */
import { offsetMap, type OffsetMap } from '../offsets'
import type { Range } from '../spans/words'

export interface Piece {
  readonly text: string
  /** What results call it: the XPath of a text node, the number of an utterance. */
  readonly path: string
  /** Code points of the whole that stand before it, as results count them. */
  readonly before: number
  /** A line or a block begins with it. */
  readonly breaks: boolean
}
export interface Slot extends Piece { readonly at: number; readonly map: OffsetMap }
export interface Flow { readonly slots: readonly Slot[]; readonly text: string }
export const BREAK = '\u2029'

export function flowOf(pieces: readonly Piece[]): Flow {
  const slots: Slot[] = []
  let text = ''
  for (const piece of pieces) {
    if (piece.breaks && text) text += BREAK
    slots.push({ ...piece, at: text.length, map: offsetMap(piece.text) })
    text += piece.text
  }
  return { slots, text }
}
const endOf = (slot: Slot): number => slot.at + slot.text.length
/** The first slot that ends behind `at`. */
function following(slots: readonly Slot[], at: number): number {
  let low = 0, high = slots.length
  while (low < high) { const mid = (low + high) >> 1; if (endOf(slots[mid]!) <= at) low = mid + 1; else high = mid }
  return low
}
/** The slots that a range touches. */
export function touched({ slots }: Flow, [start, end]: Range): Slot[] {
  const out: Slot[] = []
  for (let i = following(slots, start); i < slots.length && slots[i]!.at < end; i++) if (slots[i]!.text) out.push(slots[i]!)
  return out
}
/** Where in the pieces a range begins and ends: in the piece that holds its first character, and in the one that holds its last. */
export function ends(flow: Flow, range: Range): { readonly first: Slot; readonly from: number; readonly last: Slot; readonly to: number } | null {
  const all = touched(flow, range), first = all[0], last = all.at(-1)
  return first && last ? { first, from: Math.max(0, range[0] - first.at), last, to: Math.min(last.text.length, range[1] - last.at) } : null
}
/** The range without the breaks that it begins or ends with; null if nothing else is in it. */
export function tight(flow: Flow, range: Range): Range | null {
  const found = ends(flow, range)
  return found ? [found.first.at + found.from, found.last.at + found.to] : null
}
/** A step by a character that only crossed a break takes the character behind it too. */
export function across(flow: Flow, before: Range, step: (r: Range) => Range): Range {
  const once = step(before), now = tight(flow, once)
  return now && now[0] === before[0] && now[1] === before[1] && (once[0] !== before[0] || once[1] !== before[1]) ? step(once) : once
}

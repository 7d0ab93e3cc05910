/** Items in order, in one column or sorted into several: Label Studio's `{"ranker": {column: [ids]}}`. */
import type { Answer } from './types'

/** Where items lie that no bucket has taken. */
export const UNSORTED = '_'
export interface Column { readonly id: string; readonly title: string }
export type Board = Readonly<Record<string, readonly string[]>>
interface Bucket { readonly name: string; readonly title: string }

/** Without buckets the one column has the control's own name; a default bucket takes the place of the unsorted ones. */
export function columnsOf(name: string, title: string, buckets: readonly Bucket[], preset: string | undefined): readonly Column[] {
  if (!buckets.length) return [{ id: name, title }]
  const own = buckets.map(b => ({ id: b.name, title: b.title }))
  return buckets.some(b => b.name === preset) ? own : [{ id: UNSORTED, title }, ...own]
}
/** Every item is in one column: what the answer does not place, or places elsewhere, is where all begin. */
export function boardOf(answer: Answer | undefined, columns: readonly Column[], ids: readonly string[], preset: string | undefined): Board {
  const said = answer?.kind === 'ranker' ? answer.ranker : {}, seen = new Set<string>(), board: Record<string, string[]> = {}
  for (const { id } of columns) board[id] = (said[id] ?? []).map(String).filter(i => !seen.has(i) && seen.add(i))
  const first = columns.find(c => c.id === preset)?.id ?? columns[0]?.id
  if (first !== undefined) board[first] = [...board[first]!, ...ids.filter(i => !seen.has(i))]
  return board
}
export const columnOf = (board: Board, id: string): string | undefined => Object.keys(board).find(c => board[c]!.includes(id))
/** `place` counts in the column as it is without the item. */
export function moved(board: Board, id: string, to: string, place: number): Board {
  const without = Object.fromEntries(Object.entries(board).map(([c, ids]) => [c, ids.filter(i => i !== id)])), column = without[to]
  if (!column) return board
  const at = Math.max(0, Math.min(place, column.length))
  return { ...without, [to]: [...column.slice(0, at), id, ...column.slice(at)] }
}

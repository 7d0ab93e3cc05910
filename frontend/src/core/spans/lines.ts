/**
 * The text as lines, and lines as blocks of segments. What did not change is the same object as before, so a view skips it: after a key one
 * block is drawn again, not the text. Blocks keep that true of a text without line breaks.
 */
import { lanes, segments, type Laid, type Mark, type Segment } from './segments'

export interface Block { readonly start: number; readonly end: number; readonly laid: readonly Laid[]; readonly segments: readonly Segment[] }
export interface Line {
  readonly start: number
  readonly end: number
  /** Where what is shown ends and the line break begins: no mark covers a line break. */
  readonly shown: number
  readonly blocks: readonly Block[]
  /** So many underlines lie under each other at most. */
  readonly depth: number
}
const LONG = 600

function empty(start: number, end: number, text: string): Line {
  const brk = /\r?\n$/.exec(text.slice(start, end)), shown = end - (brk?.[0].length ?? 0), blocks: Block[] = []
  for (let at = start; at < shown;) {
    // After a space only: letters that join are never torn apart.
    const space = at + LONG < shown ? text.indexOf(' ', at + LONG) : -1, stop = space < 0 || space + 1 >= shown ? shown : space + 1
    blocks.push({ start: at, end: stop, laid: [], segments: segments([], at, stop) })
    at = stop
  }
  return { start, end, shown, blocks, depth: 0 }
}
export function plain(text: string): Line[] {
  const out: Line[] = []
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start), end = newline < 0 ? text.length : newline + 1
    out.push(empty(start, end, text))
    start = end
  }
  return out
}

/** The part (a line, a block) that holds a position; the last one for what lies behind all. */
export function partAt(parts: readonly { readonly start: number; readonly end: number }[], at: number): number {
  let low = 0, high = parts.length - 1
  while (low < high) { const mid = (low + high) >> 1; if (parts[mid]!.end <= at) low = mid + 1; else high = mid }
  return low
}

const same = (a: readonly Laid[], b: readonly Laid[]): boolean => a.length === b.length && a.every((x, i) => x.mark === b[i]!.mark && x.lane === b[i]!.lane)
function relaid(line: Line, inside: readonly Laid[]): Line {
  const blocks = line.blocks.map(block => {
    const laid = inside.filter(({ mark }) => mark.start < block.end && mark.end > block.start)
    return same(laid, block.laid) ? block : { ...block, laid, segments: segments(laid, block.start, block.end) }
  })
  return blocks.every((b, i) => b === line.blocks[i]) ? line : { ...line, blocks, depth: Math.max(0, ...blocks.flatMap(b => b.laid.map(l => l.lane + 1))) }
}
/** `before`: the same text's lines as they were. */
export function layout(before: readonly Line[], marks: readonly Mark[]): readonly Line[] {
  const inside = new Map<number, Laid[]>()
  for (const laid of lanes(marks))
    for (let i = partAt(before, laid.mark.start); i < before.length && before[i]!.start < laid.mark.end; i++) {
      const found = inside.get(i)
      if (found) found.push(laid); else inside.set(i, [laid])
    }
  return before.map((line, i) => (inside.has(i) || line.depth ? relaid(line, inside.get(i) ?? []) : line))
}

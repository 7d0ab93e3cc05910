/** Overlapping spans as lanes and flat, disjoint segments. Positions are those of the string; `offsets.ts` alone turns them into code points. */
export interface Mark {
  readonly id: string
  readonly start: number
  readonly end: number
  /** What is written above its beginning. */
  readonly name: string
  /** A CSS colour. */
  readonly colour: string
  readonly ghost: boolean
}
/** A mark with the height at which it is underlined, the same along its whole length. */
export interface Laid { readonly mark: Mark; readonly lane: number }
export interface Segment { readonly start: number; readonly end: number; readonly laid: readonly Laid[]; readonly opens: readonly Mark[]; readonly closes: readonly Mark[] }

const byBeginning = (a: Mark, b: Mark): number => a.start - b.start || b.end - a.end

/** The longer of two that begin together lies nearer to the text; a lane is taken again as soon as it is free. */
export function lanes(marks: readonly Mark[]): Laid[] {
  const free: number[] = []
  return [...marks].sort(byBeginning).map(mark => {
    const found = free.findIndex(end => end <= mark.start), lane = found < 0 ? free.length : found
    free[lane] = mark.end
    return { mark, lane }
  })
}

/** [from, to) cut at every beginning and end. The pieces tile it without a gap. */
export function segments(laid: readonly Laid[], from: number, to: number): Segment[] {
  const inside = laid.filter(({ mark }) => mark.start < to && mark.end > from)
  const cuts = [...new Set([from, to, ...inside.flatMap(({ mark }) => [Math.max(mark.start, from), Math.min(mark.end, to)])])].sort((a, b) => a - b)
  const waiting = [...inside].sort((a, b) => byBeginning(a.mark, b.mark)), out: Segment[] = []
  let open: Laid[] = [], next = 0
  for (let i = 0; i + 1 < cuts.length; i++) {
    const start = cuts[i]!, end = cuts[i + 1]!
    open = open.filter(({ mark }) => mark.end > start)
    while (next < waiting.length && waiting[next]!.mark.start <= start) open.push(waiting[next++]!)
    const marks = open.map(l => l.mark)
    out.push({ start, end, laid: [...open], opens: marks.filter(m => m.start === start), closes: marks.filter(m => m.end === end) })
  }
  return out
}

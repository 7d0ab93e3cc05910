/**
 * Label Studio's run lengths of a painted area: a stream of bits over the RGBA bytes of the whole picture, of which the fourth, opacity, is
 * the area. Head: 32 bits number of bytes, 5 bits word size − 1, four times 4 bits width − 1 of a length. Then pieces: one bit that says run
 * or single words, two bits that choose the width of the length − 1 that follows, then one word, or as many as there are.
 */
export interface Run { readonly value: number; readonly length: number }
/** The widths every client writes. */
const WIDTHS = [3, 4, 8, 16] as const
const LONGEST = 2 ** 16

class Writer {
  readonly bytes: number[] = []
  private held = 0
  private free = 8
  write(value: number, bits: number): void {
    for (let left = bits; left > 0;) {
      const take = Math.min(left, this.free), part = Math.floor(value / 2 ** (left - take)) % 2 ** take
      this.held = this.held * 2 ** take + part
      this.free -= take
      left -= take
      if (!this.free) { this.bytes.push(this.held); this.held = 0; this.free = 8 }
    }
  }
  end(): number[] { if (this.free < 8) this.write(0, this.free); return this.bytes }
}

/** From the runs of opacity over the pixels. All four bytes of a pixel get its opacity, as in masks of Label Studio's SDK. */
export function encode(runs: Iterable<Run>, pixels: number): number[] {
  const out = new Writer()
  out.write(pixels * 4, 32)
  out.write(7, 5)
  WIDTHS.forEach(w => out.write(w - 1, 4))
  for (const { value, length } of runs) {
    for (let left = length * 4; left > 0;) {
      const n = Math.min(left, LONGEST), width = WIDTHS.findIndex(w => n <= 2 ** w)
      out.write(1, 1)
      out.write(width, 2)
      out.write(n - 1, WIDTHS[width]!)
      out.write(value, 8)
      left -= n
    }
  }
  return out.end()
}

class Reader {
  private at = 0
  constructor(private readonly bytes: readonly number[]) {}
  /** At most 32 bits. Beyond the end there is nothing: a broken stream is refused. */
  read(bits: number): number {
    if (this.at + bits > this.bytes.length * 8) throw new RangeError('the run lengths end too early')
    let value = 0
    for (let left = bits; left > 0;) {
      const offset = this.at & 7, take = Math.min(left, 8 - offset)
      value = value * 2 ** take + ((this.bytes[this.at >> 3]! >> (8 - offset - take)) & (2 ** take - 1))
      this.at += take
      left -= take
    }
    return value
  }
}

/** The runs of opacity over the pixels, whoever wrote them; null where it is no such stream. */
export function decode(bytes: readonly number[]): Run[] | null {
  const runs: Run[] = []
  let value = -1, length = 0
  const took = (v: number, n: number): void => {
    if (v === value) { length += n; return }
    if (length) runs.push({ value, length })
    value = v
    length = n
  }
  /** Bytes i to j hold v: those among them that are a pixel's fourth count. */
  const opaque = (i: number, j: number, v: number): void => { const n = (j >> 2) - (i >> 2); if (n) took(v, n) }
  try {
    const input = new Reader(bytes), total = input.read(32), word = input.read(5) + 1, widths = [0, 1, 2, 3].map(() => input.read(4) + 1)
    for (let i = 0; i < total;) {
      const run = input.read(1), end = Math.min(total, i + 1 + input.read(widths[input.read(2)]!))
      if (run) { opaque(i, end, input.read(word)); i = end }
      else for (; i < end; i++) opaque(i, i + 1, input.read(word))
    }
  } catch { return null }
  if (length) runs.push({ value, length })
  return runs
}

import { describe, expect, it } from 'vitest'
import { amount, blank, extent, maskOf, painted, runsOf, shifted, stroke, type Mask } from '../src/core/image/mask'
import { decode, encode, type Run } from '../src/core/image/rle'

/** A generator of numbers that is the same in every run. */
function dice(seed: number): (n: number) => number {
  let s = seed
  return n => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor((s / 2 ** 32) * n) }
}
const random = (seed: number): Mask => {
  const roll = dice(seed), size = { width: 1 + roll(60), height: 1 + roll(60) }
  let mask = blank(size)
  for (let n = roll(5); n >= 0; n--) {
    const at = (): { x: number; y: number } => ({ x: roll(size.width * 2) - size.width / 2, y: roll(size.height * 2) - size.height / 2 })
    mask = stroke(mask, at(), at(), 1 + roll(12), n === 1).mask
  }
  return mask
}
const whole = (m: Mask): number[] => { const out: number[] = []; for (const r of runsOf(m)) for (let i = 0; i < r.length; i++) out.push(r.value); return out }
const bits = (...parts: readonly (readonly [number, number])[]): number[] => {
  const all = parts.map(([v, n]) => v.toString(2).padStart(n, '0')).join('')
  return (all + '0'.repeat((8 - (all.length % 8)) % 8)).match(/.{8}/g)!.map(b => parseInt(b, 2))
}
const HEAD = [[7, 5], [2, 4], [3, 4], [7, 4], [15, 4]] as const

describe('run lengths', () => {
  it('give back every mask that was written', () => {
    for (let seed = 1; seed < 200; seed++) {
      const mask = random(seed), { width, height } = mask.size, runs = decode(encode(runsOf(mask), width * height))!
      expect(runs.reduce((n, r) => n + r.length, 0)).toBe(width * height)
      expect(whole(maskOf(runs, mask.size)!)).toEqual(whole(mask))
    }
  })
  it('write the head and the pieces as Label Studio does', () => {
    expect(encode([{ value: 0, length: 1 }, { value: 255, length: 3 }], 4)).toEqual(bits([16, 32], ...HEAD, [1, 1], [0, 2], [3, 3], [0, 8], [1, 1], [1, 2], [11, 4], [255, 8]))
  })
  it('split what is longer than one piece can say', () => {
    const runs: Run[] = [{ value: 255, length: 40_000 }, { value: 0, length: 1 }]
    expect(decode(encode(runs, 40_001))).toEqual(runs)
  })
  it('read single words, other colours and other widths', () => {
    const colour = bits([8, 32], [7, 5], [0, 4], [3, 4], [7, 4], [15, 4], [0, 1], [1, 2], [7, 4], ...[9, 8, 7, 255, 9, 8, 7, 0].map(v => [v, 8] as const))
    expect(decode(colour)).toEqual([{ value: 255, length: 1 }, { value: 0, length: 1 }])
  })
  it('refuse a stream that breaks off, and one of another picture', () => {
    expect(decode(encode([{ value: 255, length: 90 }, { value: 7, length: 10 }], 100).slice(0, 9))).toBeNull()
    expect(decode([])).toBeNull()
    expect(maskOf([{ value: 1, length: 12 }], { width: 5, height: 2 })).toBeNull()
  })
})

describe('painting', () => {
  const size = { width: 40, height: 30 }
  it('paints the pixels whose middle lies in reach, and tells what to draw anew', () => {
    const { mask, dirty } = stroke(blank(size), { x: 10, y: 10 }, { x: 20, y: 10 }, 2)
    expect(dirty).toEqual({ x: 8, y: 8, width: 14, height: 4 })
    expect(painted(mask, { x: 15, y: 11.5 })).toBe(true)
    expect(painted(mask, { x: 15, y: 12.5 })).toBe(false)
    expect(extent(mask)).toEqual({ x: 8, y: 8, width: 14, height: 4 })
  })
  it('wipes what was painted and nothing else', () => {
    const { mask } = stroke(blank(size), { x: 10, y: 10 }, { x: 20, y: 10 }, 2), before = amount(mask)
    const after = stroke(mask, { x: 20, y: 10 }, { x: 20, y: 10 }, 1, true).mask
    expect(before - amount(after)).toBe(4)
    expect(extent(stroke(after, { x: 0, y: 10 }, { x: 40, y: 10 }, 9, true).mask)).toBeNull()
  })
  it('stays in the picture', () => {
    const { mask } = stroke(blank(size), { x: -5, y: -5 }, { x: 100, y: 90 }, 6)
    expect(whole(mask)).toHaveLength(size.width * size.height)
    expect(extent(shifted(mask, 1000, -1000))!.x + extent(shifted(mask, 1000, -1000))!.width).toBe(size.width)
  })
  it('moves without losing a pixel', () => {
    const { mask } = stroke(blank(size), { x: 10, y: 10 }, { x: 14, y: 12 }, 3), moved = shifted(mask, 5, 2)
    expect(amount(moved)).toBe(amount(mask))
    expect(extent(moved)).toEqual({ ...extent(mask)!, x: extent(mask)!.x + 5, y: extent(mask)!.y + 2 })
  })
})

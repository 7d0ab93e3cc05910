/** A painted area: one byte of opacity a pixel, kept only for the part of the picture that has paint. */
import { clamp, type Box, type Point, type Size } from './plane'
import type { Run } from './rle'

export interface Mask { readonly size: Size; readonly box: Box; readonly alpha: Uint8Array }
export const blank = (size: Size): Mask => ({ size, box: { x: 0, y: 0, width: 0, height: 0 }, alpha: new Uint8Array(0) })
export const copy = (m: Mask): Mask => ({ ...m, alpha: m.alpha.slice() })

/** The same paint with room for `box`, and some to spare, so that a stroke does not grow it at every step. */
function grown(m: Mask, need: Box): Mask {
  const { box } = m, has = box.width > 0
  if (has && need.x >= box.x && need.y >= box.y && need.x + need.width <= box.x + box.width && need.y + need.height <= box.y + box.height) return m
  const spare = Math.max(64, need.width, need.height)
  const left = Math.max(0, Math.min(has ? box.x : Infinity, need.x - spare)), top = Math.max(0, Math.min(has ? box.y : Infinity, need.y - spare))
  const right = Math.min(m.size.width, Math.max(has ? box.x + box.width : 0, need.x + need.width + spare)), bottom = Math.min(m.size.height, Math.max(has ? box.y + box.height : 0, need.y + need.height + spare))
  const alpha = new Uint8Array((right - left) * (bottom - top))
  for (let y = 0; y < box.height; y++) alpha.set(m.alpha.subarray(y * box.width, (y + 1) * box.width), (y + box.y - top) * (right - left) + box.x - left)
  return { size: m.size, box: { x: left, y: top, width: right - left, height: bottom - top }, alpha }
}

/**
 * One step of a stroke: every pixel whose middle is nearer than `radius` to the line from `a` to `b` is painted, or wiped. Writes into the
 * mask's own bytes where it has room. The part that changed comes with it, to be drawn anew.
 */
export function stroke(m: Mask, a: Point, b: Point, radius: number, erase = false): { readonly mask: Mask; readonly dirty: Box } {
  const x0 = clamp(Math.floor(Math.min(a.x, b.x) - radius), 0, m.size.width), y0 = clamp(Math.floor(Math.min(a.y, b.y) - radius), 0, m.size.height)
  const x1 = clamp(Math.ceil(Math.max(a.x, b.x) + radius), 0, m.size.width), y1 = clamp(Math.ceil(Math.max(a.y, b.y) + radius), 0, m.size.height)
  const dirty = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }
  if (dirty.width <= 0 || dirty.height <= 0 || (erase && !m.box.width)) return { mask: m, dirty: { ...dirty, width: 0, height: 0 } }
  const mask = erase ? m : grown(m, dirty), { box, alpha } = mask, value = erase ? 0 : 255
  const dx = b.x - a.x, dy = b.y - a.y, long = dx * dx + dy * dy, reach = radius * radius
  for (let y = Math.max(y0, box.y); y < Math.min(y1, box.y + box.height); y++) {
    const row = (y - box.y) * box.width - box.x, py = y + 0.5 - a.y
    for (let x = Math.max(x0, box.x); x < Math.min(x1, box.x + box.width); x++) {
      const px = x + 0.5 - a.x, t = long ? clamp((px * dx + py * dy) / long, 0, 1) : 0, ex = px - t * dx, ey = py - t * dy
      if (ex * ex + ey * ey <= reach) alpha[row + x] = value
    }
  }
  return { mask, dirty }
}

export const painted = (m: Mask, p: Point): boolean => {
  const x = Math.floor(p.x) - m.box.x, y = Math.floor(p.y) - m.box.y
  return x >= 0 && y >= 0 && x < m.box.width && y < m.box.height && m.alpha[y * m.box.width + x]! > 0
}
/** The smallest box around the paint; null where there is none. */
export function extent({ box, alpha }: Mask): Box | null {
  let left = box.width, right = -1, top = -1, bottom = -1
  for (let y = 0; y < box.height; y++) {
    for (let x = 0, i = y * box.width; x < box.width; x++, i++) {
      if (!alpha[i]) continue
      if (top < 0) top = y
      bottom = y
      if (x < left) left = x
      if (x > right) right = x
    }
  }
  return right < 0 ? null : { x: box.x + left, y: box.y + top, width: right - left + 1, height: bottom - top + 1 }
}
/** How many pixels have paint. */
export const amount = (m: Mask): number => m.alpha.reduce((n, v) => n + (v ? 1 : 0), 0)

/** The whole picture's opacity, row by row, as runs of one value. */
export function* runsOf({ size, box, alpha }: Mask): Generator<Run> {
  let value = 0, length = 0
  const next = function* (v: number, n: number): Generator<Run> {
    if (v === value) { length += n; return }
    if (length) yield { value, length }
    value = v
    length = n
  }
  yield* next(0, box.y * size.width)
  for (let y = 0; y < box.height; y++) {
    yield* next(0, box.x)
    for (let x = 0, i = y * box.width; x < box.width;) {
      const v = alpha[i + x]!, from = x
      while (x < box.width && alpha[i + x] === v) x++
      yield* next(v, x - from)
    }
    yield* next(0, size.width - box.x - box.width)
  }
  yield* next(0, (size.height - box.y - box.height) * size.width)
  if (length) yield { value, length }
}
/** Null where the runs are not of a picture of this size. */
export function maskOf(runs: readonly Run[], size: Size): Mask | null {
  const { width, height } = size
  if (runs.reduce((n, r) => n + r.length, 0) !== width * height) return null
  let at = 0, left = width, right = -1, top = -1, bottom = -1
  for (const { value, length } of runs) {
    if (value) {
      const first = Math.floor(at / width), last = Math.floor((at + length - 1) / width)
      if (top < 0) top = first
      bottom = last
      left = Math.min(left, last > first ? 0 : at % width)
      right = Math.max(right, last > first ? width - 1 : (at + length - 1) % width)
    }
    at += length
  }
  if (right < 0) return blank(size)
  const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }, alpha = new Uint8Array(box.width * box.height)
  at = 0
  for (const { value, length } of runs) {
    if (value) for (let y = Math.floor(at / width); y * width < at + length; y++) {
      const from = Math.max(at - y * width, 0) - left, to = Math.min(at + length - y * width, width) - left, row = (y - top) * box.width
      alpha.fill(value, row + Math.max(0, from), row + Math.min(box.width, to))
    }
    at += length
  }
  return { size, box, alpha }
}
/** Moved as far as the picture goes. */
export function shifted(m: Mask, dx: number, dy: number): Mask {
  const e = extent(m)
  if (!e) return m
  const x = clamp(Math.round(dx), -e.x, m.size.width - e.x - e.width), y = clamp(Math.round(dy), -e.y, m.size.height - e.y - e.height), alpha = new Uint8Array(e.width * e.height)
  for (let r = 0; r < e.height; r++) { const i = (e.y - m.box.y + r) * m.box.width + e.x - m.box.x; alpha.set(m.alpha.subarray(i, i + e.width), r * e.width) }
  return { size: m.size, box: { ...e, x: e.x + x, y: e.y + y }, alpha }
}

/** Painted areas: decoded once, drawn on a canvas each over the picture, painted on stroke by stroke. */
import { blank, copy, extent, maskOf, runsOf, stroke, type Mask } from '../../core/image/mask'
import type { Box, Point, Size } from '../../core/image/plane'
import { decode, encode } from '../../core/image/rle'
import type { Json } from '../../core/types'

/** A canvas has at most so many pixels; a larger area is drawn coarser, and kept as it is. */
const MOST = 4_000_000
const step = (box: Box): number => Math.max(1, Math.ceil(Math.sqrt((box.width * box.height) / MOST)))

const read = new WeakMap<Json, Mask | null>()
const count = (v: unknown): number => (typeof v === 'number' && v > 0 ? v : 0)
/** The mask of a result's value; null where its run lengths cannot be read, or are of a picture of another size than it says. */
export function maskIn(value: Json, beside: Json, picture: Size): Mask | null {
  const known = read.get(value)
  if (known !== undefined) return known
  const runs = Array.isArray(value['rle']) ? decode(value['rle'] as number[]) : null
  const size = { width: count(beside['original_width']) || picture.width, height: count(beside['original_height']) || picture.height }
  const mask = runs ? maskOf(runs, size) ?? maskOf(runs, picture) : null
  read.set(value, mask)
  return mask
}
/** As a result has it. What it says is known at once: it need not be read back. */
export function valueOf(mask: Mask, before?: Json): Json {
  const value = { ...before, format: 'rle', rle: encode(runsOf(mask), mask.size.width * mask.size.height) }
  read.set(value, mask)
  return value
}

export class Stroke {
  private dirty: Box | null = null
  private last: Point
  private constructor(public mask: Mask, readonly radius: number, readonly erase: boolean, at: Point) { this.last = at; this.to(at) }
  /** On a copy: what is there already stays as it is until the stroke is done. */
  static begin(on: Mask | null, size: Size, radius: number, erase: boolean, at: Point): Stroke { return new Stroke(on ? copy(on) : blank(size), radius, erase, at) }
  to(at: Point): void {
    const before = this.mask.box, { mask, dirty } = stroke(this.mask, this.last, at, this.radius, this.erase), old = this.dirty
    this.last = at
    this.mask = mask
    if (mask.box !== before) this.dirty = mask.box
    else if (!old) this.dirty = dirty
    else { const x = Math.min(old.x, dirty.x), y = Math.min(old.y, dirty.y); this.dirty = { x, y, width: Math.max(old.x + old.width, dirty.x + dirty.width) - x, height: Math.max(old.y + old.height, dirty.y + dirty.height) - y } }
  }
  get empty(): boolean { return !extent(this.mask) }
  /** What changed since this was asked last. */
  take(): Box | null { const d = this.dirty; this.dirty = null; return d }
}

const colours = new Map<string, readonly [number, number, number]>()
function rgb(css: string): readonly [number, number, number] {
  const known = colours.get(css)
  if (known) return known
  const ctx = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d')!
  ctx.fillStyle = css
  ctx.fillRect(0, 0, 1, 1)
  const [r, g, b] = ctx.getImageData(0, 0, 1, 1).data, found = [r!, g!, b!] as const
  colours.set(css, found)
  return found
}
const drawn = new WeakMap<HTMLCanvasElement, { readonly box: Box; readonly mask: Mask; readonly colour: string }>()
/** Brings the canvas up to date: all of it, or only `dirty` where nothing else changed. It lies where the mask does, in pixels of the picture. */
export function draw(canvas: HTMLCanvasElement, mask: Mask, picture: Size, dirty: Box | null): void {
  const { box, alpha, size } = mask, colour = getComputedStyle(canvas).color, was = drawn.get(canvas), k = step(box)
  if (was?.mask === mask && was.colour === colour && !dirty) return
  const fresh = was?.box !== box || was.colour !== colour || !dirty
  if (was?.box !== box) {
    canvas.width = Math.ceil(box.width / k)
    canvas.height = Math.ceil(box.height / k)
    const sx = picture.width / size.width, sy = picture.height / size.height
    Object.assign(canvas.style, { left: `${box.x * sx}px`, top: `${box.y * sy}px`, width: `${canvas.width * k * sx}px`, height: `${canvas.height * k * sy}px` })
  }
  drawn.set(canvas, { box, mask, colour })
  const part = fresh ? box : dirty!, x0 = Math.max(0, Math.floor((part.x - box.x) / k)), y0 = Math.max(0, Math.floor((part.y - box.y) / k))
  const w = Math.min(canvas.width, Math.ceil((part.x - box.x + part.width) / k)) - x0, h = Math.min(canvas.height, Math.ceil((part.y - box.y + part.height) / k)) - y0
  if (w <= 0 || h <= 0) return
  const image = new ImageData(w, h), [r, g, b] = rgb(colour)
  for (let y = 0, i = 0; y < h; y++) for (let x = 0, row = (y0 + y) * k * box.width; x < w; x++, i += 4) { image.data[i] = r; image.data[i + 1] = g; image.data[i + 2] = b; image.data[i + 3] = alpha[row + (x0 + x) * k]! }
  canvas.getContext('2d')!.putImageData(image, x0, y0)
}

/** Places in a picture. Here they are pixels of the picture; Label Studio writes per cent of its width and height. */
export interface Point { readonly x: number; readonly y: number }
export interface Size { readonly width: number; readonly height: number }
export interface Box extends Point, Size {}

/** Divisions leave noise in the last digits of a float, which would stand in the results for good. */
export const tidy = (v: number): number => Math.round(v * 1e10) / 1e10
export const percent = (px: number, whole: number): number => tidy((px * 100) / whole)
/** What was written from a whole pixel, or a quarter of one, is that pixel again: a hundred nudges do not drift. */
export function pixels(percent: number, whole: number): number {
  const px = (percent * whole) / 100, near = Math.round(px * 4) / 4
  return Math.abs(px - near) < 1e-6 ? near : px
}
export const clamp = (v: number, low: number, high: number): number => Math.min(Math.max(v, low), Math.max(low, high))
export const within = (p: Point, size: Size): Point => ({ x: clamp(p.x, 0, size.width), y: clamp(p.y, 0, size.height) })
export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

/** Clockwise, since y grows downwards. */
export function turned(p: Point, degrees: number, around: Point = { x: 0, y: 0 }): Point {
  if (!degrees) return p
  const a = (degrees * Math.PI) / 180, cos = Math.cos(a), sin = Math.sin(a), x = p.x - around.x, y = p.y - around.y
  return { x: around.x + x * cos - y * sin, y: around.y + x * sin + y * cos }
}
export function boxOf(points: readonly Point[]): Box {
  const xs = points.map(p => p.x), ys = points.map(p => p.y), x = Math.min(...xs), y = Math.min(...ys)
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}
/** As exact as it was seen: whole pixels until a pixel is large enough on the screen to aim within it. */
export function aimed(p: Point, scale: number, whole = false): Point {
  const grid = whole || scale < 4 ? 1 : 4
  return { x: Math.round(p.x * grid) / grid, y: Math.round(p.y * grid) / grid }
}

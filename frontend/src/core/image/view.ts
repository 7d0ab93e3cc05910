/** Which part of the picture is seen, and how large. `x`, `y`: the pixel of the picture in the upper left corner of the frame. */
import { clamp, type Box, type Point, type Size } from './plane'

export interface View extends Point { readonly scale: number }
/** A small picture is not blown up beyond this to fill its frame. */
const MOST_FIT = 6
const MOST = 64

export const toPicture = (p: Point, v: View): Point => ({ x: v.x + p.x / v.scale, y: v.y + p.y / v.scale })
export const toScreen = (p: Point, v: View): Point => ({ x: (p.x - v.x) * v.scale, y: (p.y - v.y) * v.scale })
export const fitScale = (size: Size, frame: Size): number => Math.min(frame.width / size.width, frame.height / size.height, MOST_FIT) || 1

/** Centred where the picture is smaller than its frame; else no edge comes further in than the frame's. */
function settled(v: View, size: Size, frame: Size): View {
  const along = (at: number, whole: number, seen: number): number => (whole <= seen ? (whole - seen) / 2 : clamp(at, 0, whole - seen))
  return { scale: v.scale, x: along(v.x, size.width, frame.width / v.scale), y: along(v.y, size.height, frame.height / v.scale) }
}
export const fit = (size: Size, frame: Size): View => settled({ scale: fitScale(size, frame), x: 0, y: 0 }, size, frame)
/** The place under `at` (in the frame) stays there. */
export function zoom(v: View, factor: number, at: Point, size: Size, frame: Size): View {
  const least = Math.min(fitScale(size, frame), 1), scale = clamp(v.scale * factor, least, Math.max(MOST, least)), p = toPicture(at, v)
  return settled({ scale, x: p.x - at.x / scale, y: p.y - at.y / scale }, size, frame)
}
export const pan = (v: View, dx: number, dy: number, size: Size, frame: Size): View => settled({ ...v, x: v.x - dx / v.scale, y: v.y - dy / v.scale }, size, frame)
/** A part of the picture, with some of what is around it. */
export function around(box: Box, size: Size, frame: Size, share = 0.5): View {
  const scale = clamp(Math.min((frame.width * share) / Math.max(box.width, 1), (frame.height * share) / Math.max(box.height, 1)), fitScale(size, frame), 16)
  return settled({ scale, x: box.x + box.width / 2 - frame.width / scale / 2, y: box.y + box.height / 2 - frame.height / scale / 2 }, size, frame)
}
/** Moved just so far that the box is seen; as it was if it is, or if it does not fit. */
export function reveal(v: View, box: Box, size: Size, frame: Size): View {
  const along = (at: number, low: number, long: number, seen: number): number => (long > seen ? at : clamp(at, low + long - seen, low))
  const next = { scale: v.scale, x: along(v.x, box.x, box.width, frame.width / v.scale), y: along(v.y, box.y, box.height, frame.height / v.scale) }
  return next.x === v.x && next.y === v.y ? v : settled(next, size, frame)
}

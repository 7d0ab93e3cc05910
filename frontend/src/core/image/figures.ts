/** The shapes one draws, in pixels of the picture: read from a result's value, changed, written back. Painted areas are in mask.ts. */
import type { Json } from '../types'
import { boxOf, clamp, distance, percent, pixels, tidy, turned, within, type Box, type Point, type Size } from './plane'

/** Turned about its upper left corner, as in Label Studio. */
export interface Rectangle extends Box { readonly is: 'rectangle'; readonly turn: number }
export interface Ellipse extends Point { readonly is: 'ellipse'; readonly rx: number; readonly ry: number; readonly turn: number }
export interface Polygon { readonly is: 'polygon'; readonly points: readonly Point[]; readonly closed: boolean }
export interface KeyPoint extends Point { readonly is: 'keypoint'; readonly width: number }
export type Figure = Rectangle | Ellipse | Polygon | KeyPoint

const real = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v)
const pair = (v: unknown): v is [number, number] => Array.isArray(v) && v.length === 2 && v.every(real)

export function figureOf(value: Json, { width: W, height: H }: Size): Figure | null {
  const { points, x, y, width, height, radiusX, radiusY } = value, turn = real(value['rotation']) ? value['rotation'] : 0
  if (Array.isArray(points)) return points.length && points.every(pair) ? { is: 'polygon', points: points.map(([px, py]) => ({ x: pixels(px, W), y: pixels(py, H) })), closed: value['closed'] !== false } : null
  if (!real(x) || !real(y)) return null
  const at = { x: pixels(x, W), y: pixels(y, H) }
  if (real(radiusX) && real(radiusY)) return { is: 'ellipse', ...at, rx: pixels(radiusX, W), ry: pixels(radiusY, H), turn }
  if (real(width) && real(height)) return { is: 'rectangle', ...at, width: pixels(width, W), height: pixels(height, H), turn }
  return { is: 'keypoint', ...at, width: real(width) ? pixels(width, W) : 0 }
}

/** `before`: the value this one takes the place of; what it held besides stays, and nothing it did not hold is added without need. */
export function valueOf(figure: Figure, { width: W, height: H }: Size, before?: Json): Json {
  const rotation = (turn: number): Json => (turn || !before || 'rotation' in before ? { rotation: tidy(turn) } : {})
  switch (figure.is) {
    case 'polygon': return { ...before, points: figure.points.map(p => [percent(p.x, W), percent(p.y, H)]), ...(before && !('closed' in before) ? {} : { closed: figure.closed }) }
    case 'rectangle': return { ...before, x: percent(figure.x, W), y: percent(figure.y, H), width: percent(figure.width, W), height: percent(figure.height, H), ...rotation(figure.turn) }
    case 'ellipse': return { ...before, x: percent(figure.x, W), y: percent(figure.y, H), radiusX: percent(figure.rx, W), radiusY: percent(figure.ry, H), ...rotation(figure.turn) }
    case 'keypoint': return { ...before, x: percent(figure.x, W), y: percent(figure.y, H), ...(before && !('width' in before) && !figure.width ? {} : { width: percent(figure.width, W) }) }
  }
}

export const between = (is: 'rectangle' | 'ellipse', a: Point, b: Point): Rectangle | Ellipse => {
  const box = boxOf([a, b])
  return is === 'rectangle' ? { is, ...box, turn: 0 } : { is, x: box.x + box.width / 2, y: box.y + box.height / 2, rx: box.width / 2, ry: box.height / 2, turn: 0 }
}

// --- boxes and ellipses have a frame: their edges seen along their own axes, from an origin they turn about ---------------------------
interface Frame { readonly origin: Point; readonly turn: number; readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
const frameOf = (f: Rectangle | Ellipse): Frame => (f.is === 'rectangle'
  ? { origin: f, turn: f.turn, left: 0, top: 0, right: f.width, bottom: f.height }
  : { origin: f, turn: f.turn, left: -f.rx, top: -f.ry, right: f.rx, bottom: f.ry })
const place = (frame: Frame, x: number, y: number): Point => turned({ x: frame.origin.x + x, y: frame.origin.y + y }, frame.turn, frame.origin)
function framed<F extends Rectangle | Ellipse>(figure: F, frame: Frame): F {
  const left = Math.min(frame.left, frame.right), right = Math.max(frame.left, frame.right), top = Math.min(frame.top, frame.bottom), bottom = Math.max(frame.top, frame.bottom)
  const width = Math.max(1, right - left), height = Math.max(1, bottom - top)
  if (figure.is === 'rectangle') { const { x, y } = place(frame, left, top); return { ...figure, x, y, width, height } }
  const { x, y } = place(frame, left + width / 2, top + height / 2)
  return { ...figure, x, y, rx: width / 2, ry: height / 2 }
}
export const center = (figure: Figure): Point => {
  if (figure.is === 'rectangle') return place(frameOf(figure), figure.width / 2, figure.height / 2)
  if (figure.is === 'polygon') { const b = bounds(figure); return { x: b.x + b.width / 2, y: b.y + b.height / 2 } }
  return figure
}

export function bounds(figure: Figure): Box {
  switch (figure.is) {
    case 'polygon': return boxOf(figure.points)
    case 'keypoint': return { x: figure.x, y: figure.y, width: 0, height: 0 }
    case 'rectangle': return figure.turn ? boxOf([[0, 0], [1, 0], [1, 1], [0, 1]].map(([u, v]) => place(frameOf(figure), figure.width * u!, figure.height * v!))) : figure
    case 'ellipse': {
      const a = (figure.turn * Math.PI) / 180, w = Math.hypot(figure.rx * Math.cos(a), figure.ry * Math.sin(a)), h = Math.hypot(figure.rx * Math.sin(a), figure.ry * Math.cos(a))
      return { x: figure.x - w, y: figure.y - h, width: 2 * w, height: 2 * h }
    }
  }
}
/** To draw the smaller ones above: a box inside another stays in reach. */
export function area(figure: Figure): number {
  switch (figure.is) {
    case 'rectangle': return figure.width * figure.height
    case 'ellipse': return Math.PI * figure.rx * figure.ry
    case 'keypoint': return 0
    case 'polygon': return Math.abs(figure.points.reduce((sum, p, i, all) => { const q = all[(i + 1) % all.length]!; return sum + p.x * q.y - q.x * p.y }, 0)) / 2
  }
}
/** `slack`: so near counts as on it, where there is no inside. */
export function holds(figure: Figure, p: Point, slack: number): boolean {
  switch (figure.is) {
    case 'keypoint': return distance(figure, p) <= Math.max(slack, figure.width / 2)
    case 'rectangle': { const q = turned(p, -figure.turn, figure); return q.x >= figure.x - slack && q.x <= figure.x + figure.width + slack && q.y >= figure.y - slack && q.y <= figure.y + figure.height + slack }
    case 'ellipse': { const q = turned(p, -figure.turn, figure); return ((q.x - figure.x) / (figure.rx + slack)) ** 2 + ((q.y - figure.y) / (figure.ry + slack)) ** 2 <= 1 }
    case 'polygon': {
      if (edges(figure).some(([a, b]) => distance(p, nearest(p, a, b)) <= slack)) return true
      let inside = false
      if (figure.closed) for (const [a, b] of edges(figure)) if (a.y > p.y !== b.y > p.y && p.x < ((b.x - a.x) * (p.y - a.y)) / (b.y - a.y) + a.x) inside = !inside
      return inside
    }
  }
}

/** No further out of the picture than it was. */
export function move<F extends Figure>(figure: F, dx: number, dy: number, size: Size): F {
  const b = bounds(figure), x = clamp(dx, Math.min(0, -b.x), Math.max(0, size.width - b.x - b.width)), y = clamp(dy, Math.min(0, -b.y), Math.max(0, size.height - b.y - b.height))
  return figure.is === 'polygon' ? { ...figure, points: figure.points.map(p => ({ x: p.x + x, y: p.y + y })) } : { ...figure, x: figure.x + x, y: figure.y + y }
}

// --- handles --------------------------------------------------------------------------------------------------------------------------
/** `at`: which edges go with it, [-1, 0, 1] each way; or the point of a polygon; or the place between two. */
export type Handle = { readonly is: 'edge'; readonly u: number; readonly v: number } | { readonly is: 'point'; readonly n: number } | { readonly is: 'between'; readonly n: number } | { readonly is: 'turn' }
export interface Grip extends Point { readonly handle: Handle }
const AROUND = [[-1, -1], [0, -1], [1, -1], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0]] as const
/** `arm`: how far above the shape the grip that turns it stands. */
export function grips(figure: Figure, arm: number): Grip[] {
  if (figure.is === 'keypoint') return []
  if (figure.is === 'polygon') {
    const spans = edges(figure).map(([a, b], n): Grip => ({ handle: { is: 'between', n }, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }))
    return [...spans, ...figure.points.map((p, n): Grip => ({ handle: { is: 'point', n }, ...p }))]
  }
  const frame = frameOf(figure), along = (u: number, low: number, high: number): number => (low + high) / 2 + (u * (high - low)) / 2
  const edge = AROUND.map(([u, v]): Grip => ({ handle: { is: 'edge', u, v }, ...place(frame, along(u, frame.left, frame.right), along(v, frame.top, frame.bottom)) }))
  return [{ handle: { is: 'turn' }, ...place(frame, along(0, frame.left, frame.right), frame.top - arm) }, ...edge]
}
/** The figure with this handle brought to `to`. `even`: turns by fifteen degrees at a time. */
export function pulled(figure: Figure, handle: Handle, to: Point, size: Size, even = false): Figure {
  if (figure.is === 'polygon') {
    if (handle.is === 'point') return withPoint(figure, handle.n, within(to, size))
    return handle.is === 'between' ? insertPoint(figure, handle.n, within(to, size)) : figure
  }
  if (figure.is === 'keypoint') return figure
  if (handle.is === 'turn') {
    const c = center(figure), degrees = (Math.atan2(to.y - c.y, to.x - c.x) * 180) / Math.PI + 90, step = even ? 15 : 1
    return withTurn(figure, Math.round(degrees / step) * step)
  }
  if (handle.is !== 'edge') return figure
  const frame = frameOf(figure), { u, v } = handle, q = turned(within(to, size), -figure.turn, frame.origin), x = q.x - frame.origin.x, y = q.y - frame.origin.y
  return framed(figure, { ...frame, ...(u < 0 ? { left: x } : u > 0 ? { right: x } : {}), ...(v < 0 ? { top: y } : v > 0 ? { bottom: y } : {}) })
}
/** Its right and lower edge by so much; a point gets larger. */
export function grow<F extends Figure>(figure: F, dw: number, dh: number, size: Size): F {
  if (figure.is === 'polygon') return figure
  if (figure.is === 'keypoint') return { ...figure, width: clamp(figure.width + dw + dh, 1, size.width) }
  const b = bounds(figure), frame = frameOf(figure), room = (by: number, edge: number, end: number): number => (figure.turn || by < 0 ? by : Math.min(by, Math.max(0, end - edge)))
  const right = Math.max(frame.left + 1, frame.right + room(dw, b.x + b.width, size.width)), bottom = Math.max(frame.top + 1, frame.bottom + room(dh, b.y + b.height, size.height))
  return framed(figure, { ...frame, right, bottom }) as F
}
/** About its centre, so that it stays where it is. */
export function withTurn<F extends Figure>(figure: F, degrees: number): F {
  if (figure.is === 'polygon' || figure.is === 'keypoint') return figure
  const turn = ((degrees % 360) + 360) % 360
  if (figure.is === 'ellipse') return { ...figure, turn }
  const corner = turned(figure, turn - figure.turn, center(figure))
  return { ...figure, x: corner.x, y: corner.y, turn }
}

// --- polygons -------------------------------------------------------------------------------------------------------------------------
export function edges({ points, closed }: Polygon): (readonly [Point, Point])[] {
  const all = points.map((p, i) => [p, points[(i + 1) % points.length]!] as const)
  return closed && points.length > 2 ? all : all.slice(0, -1)
}
export function nearest(p: Point, a: Point, b: Point): Point {
  const dx = b.x - a.x, dy = b.y - a.y, long = dx * dx + dy * dy, t = long ? clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / long, 0, 1) : 0
  return { x: a.x + t * dx, y: a.y + t * dy }
}
export const withPoint = (p: Polygon, n: number, to: Point): Polygon => ({ ...p, points: p.points.map((q, i) => (i === n ? { x: to.x, y: to.y } : q)) })
/** On the edge after point `n`: where `at` says, else in the middle. */
export function insertPoint(p: Polygon, n: number, at?: Point): Polygon {
  const a = p.points[n]!, b = p.points[(n + 1) % p.points.length]!, added = at ?? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  return { ...p, points: [...p.points.slice(0, n + 1), { x: added.x, y: added.y }, ...p.points.slice(n + 1)] }
}
/** Three points are the fewest that enclose anything. */
export const withoutPoint = (p: Polygon, n: number): Polygon => (p.points.length > 3 ? { ...p, points: p.points.filter((_, i) => i !== n) } : p)

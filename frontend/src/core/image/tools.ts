/** What one may draw on a picture, and a drawing that is under way. */
import { isRegion, yes, type Control, type RegionControl, type Schema, type Shape } from '../controls'
import { between, type Ellipse, type Polygon, type Rectangle } from './figures'
import { distance, type Point } from './plane'

export type Drawable = Extract<Shape, 'rectangle' | 'ellipse' | 'polygon' | 'keypoint' | 'brush'>
const DRAWABLE: readonly string[] = ['rectangle', 'ellipse', 'polygon', 'keypoint', 'brush']
/** One for each shape, with the controls that make a region of it. */
export interface Tool { readonly shape: Drawable; readonly by: readonly string[] }
const draws = (c: Control, object: string): c is RegionControl & { readonly shape: Drawable } => isRegion(c) && c.toNames.includes(object) && DRAWABLE.includes(c.shape ?? '')

export function toolsOf(schema: Schema, object: string): Tool[] {
  const found = new Map<Drawable, string[]>()
  for (const c of schema.controls) if (draws(c, object)) found.set(c.shape, [...(found.get(c.shape) ?? []), c.name])
  return [...found].map(([shape, by]) => ({ shape, by }))
}
/** The tool of this control; null for one that only names what others draw. */
export const toolOf = (tools: readonly Tool[], control: string): Tool | null => { const t = tools.find(t => t.by.includes(control)); return t ? { ...t, by: [control] } : null }
/** `snap="pixel"`: corners lie on whole pixels at any zoom. */
export const wholePixels = (schema: Schema, tool: Tool): boolean => tool.by.some(name => schema.control(name)?.attrs['snap'] === 'pixel')
/** How wide a point is written, in pixels of the picture. */
export const pointWidth = (schema: Schema, tool: Tool): number => Math.max(1, Number(schema.control(tool.by[0] ?? '')?.attrs['strokeWidth']) || 1)
export const turnable = (schema: Schema, controls: readonly string[]): boolean => controls.every(name => { const given = schema.control(name)?.attrs['canRotate']; return given === undefined || yes(given) })

/** `to` follows the pointer or the cross-hairs. */
export type Draft =
  | { readonly is: 'corners'; readonly shape: 'rectangle' | 'ellipse'; readonly from: Point; readonly to: Point }
  | { readonly is: 'points'; readonly points: readonly Point[]; readonly to: Point }
export const begin = (shape: 'rectangle' | 'ellipse' | 'polygon', at: Point): Draft => (shape === 'polygon' ? { is: 'points', points: [at], to: at } : { is: 'corners', shape, from: at, to: at })
export const follow = (d: Draft, to: Point): Draft => ({ ...d, to })
/** The shape it would be now; null while there is nothing of it yet. */
export function finished(d: Draft): Rectangle | Ellipse | Polygon | null {
  if (d.is === 'points') return d.points.length > 2 ? { is: 'polygon', points: d.points, closed: true } : null
  return Math.abs(d.to.x - d.from.x) < 1 || Math.abs(d.to.y - d.from.y) < 1 ? null : between(d.shape, d.from, d.to)
}
export const addPoint = (d: Draft, at: Point): Draft => (d.is === 'points' ? { ...d, points: [...d.points, at], to: at } : follow(d, at))
/** Null where no point is left. */
export const dropPoint = (d: Draft): Draft | null => (d.is === 'points' && d.points.length > 1 ? { ...d, points: d.points.slice(0, -1) } : null)
/** A click on the first point, or once more on the last one, closes it. */
export const closes = (d: Draft, at: Point, reach: number): boolean => d.is === 'points' && d.points.length > 2 && (distance(d.points[0]!, at) <= reach || distance(d.points.at(-1)!, at) <= reach / 2)

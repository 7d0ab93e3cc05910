/** Arrows between two places on a page, as SVG paths. Pixels; y grows downwards. */
import type { Direction } from '../types'

export interface Box { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
export interface Point { readonly x: number; readonly y: number }
export interface Arc { readonly path: string; readonly heads: string; /** Where its name stands. */ readonly name: Point }

const HEAD = 4
/** Names stand on top of what they name: arrows end above them. */
export const ABOVE = 14
const round = (n: number): number => Math.round(n * 10) / 10
const middle = (b: Box): number => (b.left + b.right) / 2
/** A tip that points up or down. */
const head = ({ x, y }: Point, down: boolean): string => `M${round(x)} ${round(y)}l${-HEAD} ${down ? -HEAD * 1.5 : HEAD * 1.5}h${HEAD * 2}z`

/** Over the line where both stand in one; else from the foot of the upper one to the top of the lower one. */
export function arc(from: Box, to: Box, direction: Direction): Arc {
  const level = Math.abs(from.top - to.top) < (from.bottom - from.top) / 2, below = to.top > from.top
  const a: Point = { x: middle(from), y: level || !below ? from.top - ABOVE : from.bottom }, b: Point = { x: middle(to), y: level || below ? to.top - ABOVE : to.bottom }
  const rise = level ? Math.min(18, 9 + Math.abs(b.x - a.x) * 0.03) : Math.max(12, Math.abs(b.y - a.y) * 0.4)
  const out = level || !below ? -rise : rise, into = level || below ? -rise : rise
  const path = `M${round(a.x)} ${round(a.y)}C${round(a.x)} ${round(a.y + out)} ${round(b.x)} ${round(b.y + into)} ${round(b.x)} ${round(b.y)}`
  const heads = [...(direction !== 'left' ? [head(b, into < 0)] : []), ...(direction !== 'right' ? [head(a, out < 0)] : [])].join('')
  return { path, heads, name: { x: round((a.x + b.x) / 2), y: round((a.y + b.y) / 2 + (level ? -rise * 0.75 : 0)) } }
}

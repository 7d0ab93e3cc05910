/** The regions of a picture as SVG, in pixels of the picture. Lines, dots and names keep their size on the screen at any zoom. */
import { nothing, svg } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { bounds, grips, type Figure, type Grip, type Handle } from '../../core/image/figures'
import type { Mask } from '../../core/image/mask'
import type { Box, Point, Size } from '../../core/image/plane'
import { finished, type Draft } from '../../core/image/tools'
import { gettext } from '../../core/language'
import type { Region } from '../../core/types'

/** A region as it is drawn now. */
export interface Mark { readonly id: string; readonly region: Region; readonly figure: Figure; readonly box: Box; readonly painted: boolean; readonly mask: Mask | null; readonly names: string; readonly told: string; readonly hue: string; readonly style: string; readonly ghost: boolean }

const list = (points: readonly Point[]): string => points.map(p => `${p.x},${p.y}`).join(' ')
function outline(f: Figure, css: string) {
  switch (f.is) {
    case 'rectangle': return svg`<rect class=${css} x=${f.x} y=${f.y} width=${f.width} height=${f.height} transform=${f.turn ? `rotate(${f.turn} ${f.x} ${f.y})` : nothing} vector-effect="non-scaling-stroke"/>`
    case 'ellipse': return svg`<ellipse class=${css} cx=${f.x} cy=${f.y} rx=${f.rx} ry=${f.ry} transform=${f.turn ? `rotate(${f.turn} ${f.x} ${f.y})` : nothing} vector-effect="non-scaling-stroke"/>`
    case 'polygon': return f.closed ? svg`<polygon class=${css} points=${list(f.points)} vector-effect="non-scaling-stroke"/>` : svg`<polyline class="${css} open" points=${list(f.points)} vector-effect="non-scaling-stroke"/>`
    // A line of no length with round ends: a dot as large as its stroke, whatever the zoom.
    case 'keypoint': return svg`<path class="${css} dot" d="M${f.x} ${f.y}h.001" vector-effect="non-scaling-stroke"/>`
  }
}
/** Above the shape; at the upper edge of the picture, inside. */
function name(f: Figure, text: string, size: Size) {
  const b = bounds(f), inside = b.y < size.height * 0.04 && f.is !== 'keypoint'
  return svg`<text class="name" x=${Math.max(0, b.x)} y=${Math.max(0, b.y)} dx=${f.is === 'keypoint' ? '.6em' : inside ? '.35em' : '0'} dy=${inside ? '1.15em' : f.is === 'keypoint' ? '-.2em' : '-.35em'} direction="auto">${text}</text>`
}
export const elementId = (object: string, id: string): string => `${object}-${encodeURIComponent(id)}`

export const mark = (m: Mark, on: boolean, object: string, size: Size) => guard([m, on, object, size.width, size.height], () => svg`
  <g id=${elementId(object, m.id)} data-id=${m.id} role="option" aria-selected=${on} aria-label=${`${m.ghost ? `${gettext('suggested')}: ` : ''}${[m.names, m.told].filter(Boolean).join(': ')}`}
    class="mark ${m.hue}${on ? ' on' : ''}${m.ghost ? ' ghost' : ''}${m.painted ? ' painted' : ''}" .style=${m.style}>
    ${m.names ? svg`<title>${m.names}</title>` : nothing}${outline(m.figure, 'halo')}${outline(m.figure, 'line')}${outline(m.figure, 'grab')}</g>`)
/** Names lie above all shapes: a line through a name makes both hard to read. What they say is said by the options themselves. */
export const named = (m: Mark, on: boolean, size: Size) => guard([m, on, size.width, size.height], () => svg`
  <g data-id=${m.id} aria-hidden="true" class="mark named ${m.hue}${on ? ' on' : ''}" .style=${m.style}>${m.names || m.ghost ? name(m.figure, `${m.ghost ? '? ' : ''}${m.names}`, size) : nothing}</g>`)

const kind = (h: Handle): string => (h.is === 'edge' ? `${h.v < 0 ? 'n' : h.v > 0 ? 's' : ''}${h.u < 0 ? 'w' : h.u > 0 ? 'e' : ''}` : h.is)
/** In the order in which `handles` draws them. */
export const gripsOf = (f: Figure, scale: number, turns: boolean): Grip[] => grips(f, 26 / scale).filter(g => turns || g.handle.is !== 'turn')
/** What the active region, or the pending place, is pulled by. */
export const handles = (all: readonly Grip[], scale: number, chosen: number | null) => svg`<g class="grips" aria-hidden="true">${all.map(({ handle, x, y }, n) => svg`
  <g data-grip=${n} class="grip ${kind(handle)}${handle.is === 'point' && handle.n === chosen ? ' chosen' : ''}"><circle class="reach" cx=${x} cy=${y} r=${12 / scale}/>
  <circle class="knob" cx=${x} cy=${y} r=${(handle.is === 'between' ? 3.5 : 5) / scale} vector-effect="non-scaling-stroke"/></g>`)}</g>`

export function draft(d: Draft, scale: number) {
  if (d.is === 'points') return svg`<g class="mark pending drafting" aria-hidden="true">${outline({ is: 'polygon', points: [...d.points, d.to], closed: false }, 'halo')}${outline({ is: 'polygon', points: [...d.points, d.to], closed: false }, 'line')}
    ${d.points.map((p, n) => svg`<circle class="knob ${n === 0 && d.points.length > 2 ? 'first' : ''}" cx=${p.x} cy=${p.y} r=${(n === 0 ? 6 : 4) / scale} vector-effect="non-scaling-stroke"/>`)}</g>`
  const f = finished(d)
  return svg`<g class="mark pending drafting" aria-hidden="true">${f ? svg`${outline(f, 'halo')}${outline(f, 'line')}` : svg`<circle class="knob" cx=${d.from.x} cy=${d.from.y} r=${4 / scale} vector-effect="non-scaling-stroke"/>`}</g>`
}
export const crossHairs = (p: Point, size: Size, keys: boolean) => svg`<g class="cross-hairs ${keys ? 'by-keys' : ''}" aria-hidden="true">
  ${['under', 'over'].map(css => svg`<path class=${css} d="M0 ${p.y}H${size.width}M${p.x} 0V${size.height}" vector-effect="non-scaling-stroke"/>`)}</g>`
/** The one shape that the loupe shows. */
export const bareOutline = (f: Figure) => outline(f, 'line')

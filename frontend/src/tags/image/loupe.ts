/** A magnifier: the place under the pointer, or where the keys are, so large that one can aim. */
import { html, svg, type TemplateResult } from 'lit'
import type { Figure } from '../../core/image/figures'
import { clamp, type Point, type Size } from '../../core/image/plane'
import { bareOutline } from './marks'

const SIDE = 168
export const loupe = (url: string, at: Point, scale: number, active: { readonly figure: Figure; readonly hue: string; readonly style: string } | null): TemplateResult => {
  const half = SIDE / magnified(scale) / 2
  return html`<div class="loupe" aria-hidden="true"><img src=${url} alt=""><svg viewBox="${at.x - half} ${at.y - half} ${2 * half} ${2 * half}">
    ${active ? svg`<g class="mark ${active.hue}" .style=${active.style}>${bareOutline(active.figure)}</g>` : ''}</svg><i></i></div>`
}
const magnified = (scale: number): number => Math.max(4, scale * 3)
/** Beside the place, on whichever side there is room. */
export function putLoupe(box: HTMLElement, at: Point, screen: Point, scale: number, frame: Size, filter: string): void {
  const img = box.querySelector('img')!, much = magnified(scale), gap = 28
  const left = screen.x + gap + SIDE < frame.width ? screen.x + gap : screen.x - gap - SIDE, top = screen.y - gap - SIDE > 0 ? screen.y - gap - SIDE : screen.y + gap
  box.style.transform = `translate(${clamp(left, 0, frame.width - SIDE)}px, ${clamp(top, 0, frame.height - SIDE)}px)`
  img.style.transform = `translate(${SIDE / 2 - at.x * much}px, ${SIDE / 2 - at.y * much}px) scale(${much})`
  img.style.filter = filter
}

/** Styles of a stranger through the browser's own CSS objects: what they make of a text is read, judged, and set anew. */
import { harmless, LAYOUT, resolved } from '../../core/css/harmless'

const brush = (): CanvasRenderingContext2D | null => { try { return document.createElement('canvas').getContext('2d') } catch { return null } }
let canvas: CanvasRenderingContext2D | null | undefined
/** How light a colour is, 0 to 1; null for one that shows what lies under it. */
function lightness(colour: string): number | null {
  canvas ??= brush()
  if (!canvas) return null
  canvas.fillStyle = '#000'
  canvas.fillStyle = colour
  const hex = /^#(..)(..)(..)$/.exec(canvas.fillStyle)
  return hex ? hex.slice(1).map(h => parseInt(h, 16) / 255).reduce((sum, v, i) => sum + v * [0.299, 0.587, 0.114][i]!, 0) : null
}
/**
 * Text keeps its contrast on a ground that is not the page's: where only a ground was set, the words take the colour of that scheme.
 * `to` is what is written into; what is not harmless is left out. True if anything was set.
 */
export function restyle(from: CSSStyleDeclaration, to: CSSStyleDeclaration, allowed: ReadonlySet<string>): boolean {
  let any = false
  for (const property of from) {
    const value = from.getPropertyValue(property)
    if (harmless(property, value, allowed)) { to.setProperty(property, value); any = true }
  }
  // Boxes grow with what is in them, so that nothing runs out of one over what stands below; those that scroll stay as they are.
  const height = to.getPropertyValue('height')
  if (!/auto|scroll|hidden|clip/.test(to.getPropertyValue('overflow-y'))) {
    if (height && height !== 'auto') to.setProperty('min-height', height)
    for (const property of ['height', 'max-height']) to.removeProperty(property)
  }
  const ground = to.getPropertyValue('background-color'), light = ground ? lightness(ground) : null
  if (light !== null) {
    to.setProperty('color-scheme', light > 0.5 ? 'light' : 'dark')
    if (!to.getPropertyValue('color')) to.setProperty('color', 'var(--text)')
  }
  return any
}
/** A style attribute, given to an element. */
export function dress(element: HTMLElement, css: string, allowed: ReadonlySet<string> = LAYOUT): void {
  const scratch = document.createElement('i')
  scratch.style.cssText = resolved(css)
  restyle(scratch.style, element.style, allowed)
}

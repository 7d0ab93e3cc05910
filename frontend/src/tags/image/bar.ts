/** The row of tools over a picture: what draws, then how it is looked at. */
import { html, nothing, svg, type TemplateResult } from 'lit'
import type { Drawable, Tool } from '../../core/image/tools'
import { ariaKeys, type Binding } from '../../core/keymap'
import { fill, gettext } from '../../core/language'

const PATHS = {
  select: 'M5 2.5v13l3.4-3.2 2.3 5.2 2.2-1-2.3-5h4.7z',
  hand: 'M10 2v16M2 10h16M10 2 7.5 4.5M10 2l2.5 2.5M10 18l-2.5-2.5M10 18l2.5-2.5M2 10l2.5-2.5M2 10l2.5 2.5M18 10l-2.5-2.5M18 10l-2.5 2.5',
  rectangle: 'M3 4.5h14v11H3z',
  ellipse: 'M10 4.5c4.4 0 7.5 2.5 7.5 5.5s-3.1 5.5-7.5 5.5S2.5 13 2.5 10 5.6 4.5 10 4.5z',
  polygon: 'M10 2.5 17.5 8.5 14.5 17h-9L2.5 8.5z',
  keypoint: 'M10 2.5v4M10 13.5v4M2.5 10h4M13.5 10h4M10 8.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
  brush: 'M17 3c-3 1-7 5-8.5 7.5l1.5 1.5C12.5 10.5 16.5 6.5 17 3zM8 11.5c-2 0-3 1.5-3 3 0 1-.8 1.8-2 2 3.5 1.2 7 .3 7-3z',
  eraser: 'M3 13 11 5l5.5 5.5L10.5 16.5h-4zM7 9l5.5 5.5M6 16.5h11',
  in: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.5 12.5 17 17M6 8.5h5M8.5 6v5',
  out: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.5 12.5 17 17M6 8.5h5',
  fit: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  region: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4M7.5 7.5h5v5h-5z',
  loupe: 'M9 2.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM13.8 13.8 18 18M9 6.5v5M6.5 9h5',
  light: 'M10 6a4 4 0 1 0 0 8zM10 6a4 4 0 0 1 0 8M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M16 4l-1.4 1.4M5.4 14.6 4 16',
}
const icon = (name: keyof typeof PATHS) => html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${svg`<path d=${PATHS[name]}/>`}</svg>`
const saysOf = (shape: Drawable): string => ({ rectangle: gettext('Box'), ellipse: gettext('Ellipse'), polygon: gettext('Polygon'), keypoint: gettext('Point'), brush: gettext('Brush') })[shape]

export type Held = 'select' | 'hand' | 'eraser' | Drawable
export interface Bar {
  readonly keys: readonly Binding[]
  readonly tools: readonly Tool[]
  readonly held: Held
  readonly scale: number
  readonly loupe: boolean
  readonly brightness: number
  readonly contrast: number
  readonly radius: number
  readonly active: boolean
  hold(what: Held): void
  act(what: string): boolean
  shine(brightness: number, contrast: number): void
  thick(radius: number): void
}
function button(bar: Bar, what: keyof typeof PATHS, says: string, does: () => void, key: string, pressed?: boolean, off = false) {
  const chords = bar.keys.find(b => b.action.do === 'object' && b.action.what === key)?.chords ?? []
  return html`<button type="button" class="tool" aria-label=${says} title=${chords[0] ? `${says} (${chords[0]})` : says} aria-pressed=${pressed === undefined ? nothing : pressed}
    aria-keyshortcuts=${chords.length ? ariaKeys(chords) : nothing} ?disabled=${off} @click=${does}>${icon(what)}</button>`
}
const tool = (bar: Bar, what: Held, says: string, key = '') => button(bar, what, says, () => bar.hold(what), key, bar.held === what)
const slider = (says: string, value: number, low: number, high: number, by: number, set: (v: number) => void, unit: string) => html`<label><span>${says}</span>
  <input type="range" min=${low} max=${high} step=${by} .value=${String(value)} @input=${(e: Event) => set(Number((e.target as HTMLInputElement).value))}><output>${value}${unit}</output></label>`

export function toolbar(bar: Bar): TemplateResult {
  const paints = bar.tools.some(t => t.shape === 'brush'), painting = bar.held === 'brush' || bar.held === 'eraser'
  const plain = bar.brightness === 100 && bar.contrast === 100
  return html`<div class="image-bar" role="group" aria-label=${gettext('Tools of the picture')}>
    <div class="tools">${bar.tools.length ? html`${tool(bar, 'select', gettext('Select and move'), 'select')}${bar.tools.map(t => tool(bar, t.shape, saysOf(t.shape)))}${paints ? tool(bar, 'eraser', gettext('Eraser'), 'eraser') : nothing}` : nothing}
      ${tool(bar, 'hand', gettext('Move the picture'))}</div>
    ${painting ? html`<div class="tools brush-size">${slider(gettext('Size'), bar.radius * 2, 2, 200, 2, v => bar.thick(v / 2), ' px')}</div>` : nothing}
    <div class="tools looks">
      ${button(bar, 'out', gettext('Farther'), () => bar.act('zoom-out'), 'zoom-out')}
      <button type="button" class="tool scale" title=${gettext('One pixel of the picture as one of the screen')} aria-label=${fill(gettext('%(n)s %. One pixel of the picture as one of the screen'), { n: Math.round(bar.scale * 100) })} @click=${() => bar.act('actual')}>${Math.round(bar.scale * 100)} %</button>
      ${button(bar, 'in', gettext('Closer'), () => bar.act('zoom-in'), 'zoom-in')}
      ${button(bar, 'fit', gettext('The whole picture'), () => bar.act('fit'), 'fit')}
      ${bar.tools.length ? button(bar, 'region', gettext('Close to the region'), () => bar.act('to-region'), 'to-region', undefined, !bar.active) : nothing}
      ${button(bar, 'loupe', gettext('Loupe'), () => bar.act('loupe'), 'loupe', bar.loupe)}
      <details class="light"><summary class="tool" aria-label=${plain ? gettext('Brightness and contrast') : gettext('Brightness and contrast (changed)')} title=${gettext('Brightness and contrast')}>${icon('light')}${plain ? nothing : html`<span class="changed" aria-hidden="true"></span>`}</summary>
        <div class="panel">${slider(gettext('Brightness'), bar.brightness, 20, 400, 10, v => bar.shine(v, bar.contrast), ' %')}${slider(gettext('Contrast'), bar.contrast, 20, 400, 10, v => bar.shine(bar.brightness, v), ' %')}
          <button type="button" class="button small" ?disabled=${plain} @click=${() => bar.shine(100, 100)}>${gettext('As it is')}</button></div></details>
    </div></div>`
}

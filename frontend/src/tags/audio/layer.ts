/** What lies on the waveform: the ruler, and every place as a shade over the wave with its name in a lane under it. */
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { gettext } from '../../core/language'
import { lanes } from '../../core/sound/lanes'
import type { Place } from '../../core/sound/place'
import type { Tick } from '../../core/sound/time'

export interface Drawn extends Place {
  readonly id: string
  readonly name: string
  /** Of a suggestion: whose it is. */
  readonly sign: string
  readonly hue: string
  /** How it is drawn: active, ghost, pending, open (it has no end yet). */
  readonly is: readonly string[]
}
const share = (seconds: number, length: number): string => `${(100 * seconds) / length}%`

function place(drawn: Drawn, lane: number, length: number): TemplateResult {
  const { id, name, sign, hue, is, start, end } = drawn, handled = is.includes('active') || is.includes('pending')
  return html`<div class="place ${is.join(' ')}" data-place=${id} .style=${`left:${share(start, length)};width:${share(end - start, length)};${hue};--lane:${lane}`}>
    <div class="shade"></div><div class="strip"><span class="name" dir="auto">${name}</span>${sign ? html`<span class="sign">${sign}</span>` : nothing}</div>
    ${handled ? html`<div class="edge start" data-edge="start"></div><div class="edge end" data-edge="end"></div>` : nothing}</div>`
}
/** The lanes that are needed, and what is drawn. */
export function layer(all: readonly Drawn[], ruler: readonly Tick[], length: number): { readonly count: number; readonly drawn: TemplateResult } {
  const at = lanes(all), count = Math.max(0, ...at.map(l => l + 1))
  return { count, drawn: html`${ruler.map(t => html`<span class="tick" .style=${`left:${share(t.at, length)}`}>${t.says}</span>`)}${repeat(all.map((d, i) => ({ d, lane: at[i]! })), ({ d }) => d.id, ({ d, lane }) => place(d, lane, length))}` }
}
export const waiting = (): string => gettext('which label?')

/** The row of controls over a waveform. Buttons and not lists, so that keys go on to act on the sound. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Binding } from '../../core/keymap'
import { ariaKeys } from '../../core/keymap'
import { fill, gettext } from '../../core/language'

export interface Bar {
  readonly keys: readonly Binding[]
  readonly playing: boolean
  readonly loop: boolean
  readonly speed: number
  readonly volume: number
  readonly zoom: number
  /** Controls the config leaves out. */
  readonly without: ReadonlySet<string>
  /** A place is active or pending: it can be played by itself. */
  readonly place: boolean
  act(what: string): void
  turn(volume: number): void
  back(): void
}
export function bar(b: Bar): TemplateResult {
  const key = (what: string): Binding | undefined => b.keys.find(k => k.action.do === 'object' && k.action.what === what && k.chords.length)
  const shortcut = (what: string): string | typeof nothing => { const k = key(what); return k ? ariaKeys(k.chords) : nothing }
  const stepper = (name: string, says: string, less: [string, string, string, boolean], more: [string, string, string, boolean]): TemplateResult => html`<div class="sound-step" role="group" aria-label=${name}>
    ${[less, more].map(([what, sign, told, can], i) => html`${i ? html`<output class="num" aria-label=${name}>${says}</output>` : nothing}
      <button type="button" class="button small quiet" aria-label=${told} title=${told} aria-keyshortcuts=${shortcut(what)} ?disabled=${!can} @click=${() => b.act(what)}>${sign}</button>`)}</div>`
  return html`<div class="sound-bar">
    <button type="button" class="button sound-play" aria-keyshortcuts=${shortcut('play')} @click=${() => b.act('play')}>
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${b.playing ? 'M3 2h4v12H3zM9 2h4v12H9z' : 'M4 2l9 6-9 6z'}/></svg>
      ${b.playing ? gettext('Stop') : gettext('Play')}</button>
    <p class="sound-clock num"><span class="now"></span> <span class="muted">/ <span class="whole"></span></span></p>
    <span class="sound-tools">
      <button type="button" class="button small quiet" ?disabled=${!b.place} aria-keyshortcuts=${shortcut('replay')} @click=${() => b.act('replay')}>${gettext('Play the region')}</button>
      <button type="button" class="button small quiet" aria-pressed=${b.loop} aria-keyshortcuts=${shortcut('loop')} @click=${() => b.act('loop')}>${gettext('Loop')}</button>
      ${b.without.has('speed') ? nothing : stepper(gettext('Speed'), `${b.speed}×`, ['slower', '−', gettext('Slower'), b.speed > 0.5], ['faster', '+', gettext('Faster'), b.speed < 2])}
      ${b.without.has('zoom') ? nothing : stepper(gettext('Zoom'), fill(gettext('zoom %(n)s'), { n: b.zoom }), ['zoom-out', '−', gettext('Farther'), b.zoom > 1], ['zoom-in', '+', gettext('Closer'), b.zoom < 64])}
      ${b.without.has('volume') ? nothing : html`<label class="sound-volume"><span class="muted small">${gettext('Volume')}</span>
        <input type="range" min="0" max="1" step="0.05" .value=${String(b.volume)} @input=${(e: Event) => b.turn(Number((e.target as HTMLInputElement).value))} @pointerup=${b.back}></label>`}
    </span></div>`
}

/** Every key, drawn from the table that the dispatcher reads, and the two habits one may change. */
import { html, LitElement, nothing } from 'lit'
import { gettext } from '../../core/language'
import type { Binding } from '../../core/keymap'

const mac = /Mac|iP(hone|ad)/.test(navigator.platform)
export const spelled = (chord: string): string[] => (chord === '+' ? ['+'] : chord.split('+')).map(k => ({ Mod: mac ? '⌘' : 'Ctrl', Alt: mac ? '⌥' : 'Alt', Shift: '⇧', Enter: '↵', Backspace: '⌫', ' ': gettext('Space'), ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', Delete: 'Del' })[k] ?? k.toUpperCase())
/** Alt with a key does what the key does: said once below, not in every row. */
const worthShowing = (chords: readonly string[]): readonly string[] => { const alone = chords.filter(c => !c.startsWith('Alt+')); return alone.length ? alone : chords }
export const groups = { answer: gettext('Answer'), region: gettext('Regions'), object: gettext('In the text, picture or sound'), task: gettext('Task'), page: gettext('Page') } as const

export class Help extends LitElement {
  static override properties = { keys: { attribute: false }, single: { type: Boolean }, quick: { type: Boolean }, offersQuick: { type: Boolean }, settings: {} }
  declare keys: readonly Binding[]
  declare single: boolean
  declare quick: boolean
  declare offersQuick: boolean
  /** Where keys are changed. */
  declare settings: string
  override createRenderRoot(): this { return this }
  private get dialog(): HTMLDialogElement { return this.querySelector('dialog')! }
  toggle(): void { if (this.dialog.open) this.dialog.close(); else this.dialog.showModal() }
  private tell(name: string, e: Event): void { this.dispatchEvent(new CustomEvent(name, { detail: (e.target as HTMLInputElement).checked })) }
  override render() {
    return html`<dialog class="help" aria-labelledby="help-title" @keydown=${(e: KeyboardEvent) => { if (e.key === '?') { e.preventDefault(); this.toggle() } }}>
      <header><h2 id="help-title">${gettext('Keys')}</h2><button class="button small quiet" @click=${() => this.toggle()}>${gettext('Close')}</button></header>
      ${(Object.keys(groups) as (keyof typeof groups)[]).filter(g => this.keys.some(b => b.group === g && b.chords.length)).map(g => html`<h3>${groups[g]}</h3><dl class="keys">${this.keys.filter(b => b.group === g && b.chords.length).map(b => html`
        <div><dt dir="auto">${b.says}</dt><dd>${worthShowing(b.chords).map((c, i) => html`${i ? html` <span class="muted small">${gettext('or')}</span> ` : nothing}${spelled(c).map(k => html`<kbd>${k}</kbd>`)}`)}</dd></div>`)}</dl>`)}
      <h3>${gettext('Habits')}</h3>
      <label class="check"><input type="checkbox" .checked=${this.single} @change=${(e: Event) => this.tell('single', e)}> ${gettext('One key alone acts (off: each needs Alt)')}</label>
      ${this.offersQuick ? html`<label class="check"><input type="checkbox" .checked=${this.quick} @change=${(e: Event) => this.tell('quick', e)}> ${gettext('Submit as soon as something is chosen')}</label>` : nothing}
      <p class="cluster"><button class="button small" @click=${() => { this.toggle(); this.dispatchEvent(new CustomEvent('along')) }}>${gettext('Take 50 along')}</button> <span class="muted small">${gettext('Fetches 50 tasks now, to work on where there is no network. Answers are kept on this computer and sent later.')}</span></p>
      <p class="muted small">${gettext('Alt with a key does the same as the key. Keys go by their place on the keyboard, so they work under a Hangul layout too, and rest while you type in a field.')}
        ${this.settings ? html` <a href=${this.settings}>${gettext('Change keys')}</a>` : nothing}</p></dialog>`
  }
}
customElements.define('an-help', Help)

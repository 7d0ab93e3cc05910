/** The keys of all commands, drawn from the table that the dispatcher reads; each can be changed, and is kept for the person at once. */
import '../dom/language'
import { html, LitElement, nothing } from 'lit'
import { commands, plain, type Command } from '../core/keymap'
import { fill, gettext } from '../core/language'
import { assign, assignable, chordsOf, kindOf, reset, rivals, without, type Kind, type Own } from '../core/remap'
import { Refused } from '../core/server'
import { savePreferences } from '../dom/api'
import { groups, spelled } from './annotate/help'

const kinds: Readonly<Record<Kind, string>> = { text: gettext('In a text'), picture: gettext('In a picture'), sound: gettext('In a sound') }
interface Boot { readonly preferences: { readonly keys?: Own; readonly single_keys?: boolean }; readonly urls: { readonly api: string }; readonly csrf: string }

export class Keys extends LitElement {
  static override properties = { own: { state: true }, single: { state: true }, asking: { state: true }, wish: { state: true }, said: { state: true }, wrong: { state: true } }
  declare own: Own
  declare single: boolean
  /** The command that waits for a key. */
  declare asking: string
  /** The key it was given, where another command has that key. */
  declare wish: string
  declare said: string
  declare wrong: string
  private readonly all = commands()
  /** The key that was taken as an answer: letting go of it must not press the button, as letting go of the space bar does. */
  private held = ''
  private readonly boot = JSON.parse(document.getElementById('boot')!.textContent!) as Boot
  /** Which lists begin unfolded: those one has changed something in. */
  private readonly first = this.boot.preferences.keys ?? {}
  constructor() {
    super()
    this.own = this.first
    this.single = this.boot.preferences.single_keys ?? true
    this.asking = this.wish = this.said = this.wrong = ''
  }
  override createRenderRoot(): this { return this }

  private async keep(change: { keys?: Own; single_keys?: boolean }, said: string): Promise<void> {
    const before = { own: this.own, single: this.single }
    if (change.keys) this.own = change.keys
    if (change.single_keys !== undefined) this.single = change.single_keys
    this.wrong = ''
    try {
      await savePreferences(this.boot.urls.api, this.boot.csrf, change)
      this.said = said
    } catch (error) {
      Object.assign(this, before)
      this.said = ''
      this.wrong = error instanceof Refused ? error.refusal.message : gettext('The server cannot be reached. Nothing was changed.')
    }
  }
  private keys(command: Command, keys: Own, said: string): void {
    this.close(command)
    void this.keep({ keys }, fill(said, { what: command.says }))
  }
  private button(command: Command, name: string): void { void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[data-command="${command.id}"] .${name}`)?.focus()) }
  private ask(command: Command): void { this.asking = command.id; this.wish = ''; this.button(command, 'change'); this.said = fill(gettext('Press the new key for “%(what)s”. Escape leaves it as it is.'), { what: command.says }) }
  private close(command: Command): void {
    this.asking = this.wish = this.said = ''
    this.button(command, 'change')
  }
  private pressed(command: Command, e: KeyboardEvent): void {
    if (this.asking !== command.id || this.wish) return
    const chord = assignable(e)
    if (!chord) return
    e.preventDefault()
    if (e.repeat) return // the Enter that asked for a key is still held down
    this.held = e.code
    e.stopPropagation()
    if (chord === 'Escape') { this.close(command); return }
    if (rivals(this.all, this.own, command, chord).length) { this.wish = chord; this.said = this.clash(command, chord); this.button(command, 'move'); return }
    this.keys(command, assign(this.all, this.own, command, chord), gettext('“%(what)s” has its new key.'))
  }
  private clash(command: Command, chord: string): string {
    const others = rivals(this.all, this.own, command, chord).map(c => c.says).join(' · ')
    return fill(gettext('This is the key of “%(what)s”.'), { what: others })
  }

  private chords(command: Command) {
    const chords = chordsOf(command, this.own).map(c => (this.single || !plain(c) ? c : `Alt+${c}`))
    return chords.length ? chords.map((c, i) => html`${i ? html` <span class="muted small">${gettext('or')}</span> ` : nothing}<span class="chord">${spelled(c).map(k => html`<kbd>${k}</kbd>`)}</span>`) : html`<span class="muted small">${gettext('no key')}</span>`
  }
  private row(command: Command) {
    const asked = this.asking === command.id, own = command.id in this.own
    const clashes = asked ? [] : chordsOf(command, this.own).filter(c => rivals(this.all, this.own, command, c).length)
    return html`<li data-command=${command.id} class=${asked ? 'asking' : ''}>
      <span class="what"><span>${command.says}</span>${own ? html` <span class="badge accent">${gettext('changed')}</span>` : nothing}</span>
      <span class="chords">${asked ? html`<span class="muted">${this.wish ? spelled(this.wish).map(k => html`<kbd>${k}</kbd>`) : gettext('Press a key…')}</span>` : this.chords(command)}</span>
      <span class="doing">
        ${asked && this.wish ? html`<button type="button" class="button small primary move" @click=${() => this.keys(command, assign(this.all, this.own, command, this.wish), gettext('“%(what)s” has its new key.'))}>${gettext('Move it here')}</button>` : nothing}
        <button type="button" class="button small change" aria-pressed=${asked ? 'true' : 'false'} aria-label=${fill(asked ? gettext('Leave the key of “%(what)s” as it is') : gettext('Change the key of “%(what)s”'), { what: command.says })}
          @keydown=${(e: KeyboardEvent) => this.pressed(command, e)} @keyup=${(e: KeyboardEvent) => { if (e.code && e.code === this.held) { this.held = ''; e.preventDefault() } }} @blur=${() => { if (asked && !this.wish) this.asking = '' }}
          @click=${() => (asked ? this.close(command) : this.ask(command))}>${asked ? gettext('Cancel') : gettext('Change')}</button>
        ${asked || !chordsOf(command, this.own).length ? nothing : html`<button type="button" class="button small quiet" aria-label=${fill(gettext('No key for “%(what)s”'), { what: command.says })} @click=${() => this.keys(command, without(this.all, this.own, command), gettext('“%(what)s” has no key now.'))}>${gettext('None')}</button>`}
        ${own && !asked ? html`<button type="button" class="button small quiet" aria-label=${fill(gettext('The usual key for “%(what)s”'), { what: command.says })} @click=${() => this.keys(command, reset(this.own, command), gettext('“%(what)s” has its usual key again.'))}>${gettext('Reset')}</button>` : nothing}
      </span>
      ${asked && this.wish ? html`<p class="clash">${this.clash(command, this.wish)}</p>` : clashes.map(c => html`<p class="clash">${this.clash(command, c)}</p>`)}
    </li>`
  }
  private list(commands: readonly Command[]) { return html`<ul class="key-list">${commands.map(c => this.row(c))}</ul>` }
  override render() {
    return html`
      <label class="check"><input type="checkbox" .checked=${this.single} @change=${(e: Event) => void this.keep({ single_keys: (e.target as HTMLInputElement).checked }, gettext('Kept.'))}> ${gettext('One key alone acts (off: each needs Alt)')}</label>
      <p class="muted small">${gettext('Labels have keys of their own: those that the label config names, else digits. Where one is the same as a key below, the label has it.')}</p>
      ${this.wrong ? html`<div class="alert bad" role="alert"><div>${this.wrong}</div></div>` : nothing}
      <p class="unseen" role="status">${this.said}</p>
      ${(Object.keys(groups) as (keyof typeof groups)[]).filter(group => group !== 'object').map(group => html`<section aria-labelledby=${`keys-${group}`}><h3 id=${`keys-${group}`}>${groups[group]}</h3>
        ${this.list(this.all.filter(c => c.group === group))}</section>`)}
      ${(Object.keys(kinds) as Kind[]).map(kind => { const own = this.all.filter(c => c.group === 'object' && kindOf(c) === kind); return html`<details class="fold" data-kind=${kind} ?open=${own.some(c => c.id in this.first)}><summary>${kinds[kind]}</summary>${this.list(own)}</details>` })}
      ${Object.keys(this.own).length ? html`<div class="form-actions"><button type="button" class="button" @click=${() => void this.keep({ keys: {} }, gettext('All keys are the usual ones again.'))}>${gettext('Reset all keys')}</button></div>` : nothing}`
  }
}
customElements.define('an-keys', Keys)

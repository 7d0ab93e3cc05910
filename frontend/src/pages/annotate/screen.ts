/** The whole screen: bar, task, guideline, actions. It draws the desk and turns presses into its verbs. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import { summary } from '../../core/controls'
import type { Desk } from '../../core/desk'
import { ariaKeys, bindings, type Action, type Binding } from '../../core/keymap'
import type { Session } from '../../core/session'
import { listen } from '../../dom/keys'
import { remember, remembered } from '../../dom/prefs'
import type { Shelves } from '../../dom/store'
import { draw } from '../../tags/registry'
import type { Boot } from './boot'
import './clock'
import './help'
import './notices'
import './post'
import './skip'
import type { Help } from './help'
import type { Skip } from './skip'

export class Screen extends LitElement {
  static override properties = { desk: { attribute: false }, boot: { attribute: false }, shelves: { attribute: false }, guideline: { state: true }, single: { state: true }, quick: { state: true } }
  declare desk: Desk
  declare boot: Boot
  declare shelves: Shelves
  declare guideline: boolean
  declare single: boolean
  declare quick: boolean
  private keys: readonly Binding[] = []
  private shown: Session | null = null
  constructor() {
    super()
    this.single = remembered('single-keys') !== 'off'
    this.quick = remembered('submit-on-choice') === 'on'
    this.guideline = false
  }
  override createRenderRoot(): this { return this }
  private opened(): void {
    this.desk.subscribe(() => this.requestUpdate())
    listen(() => this.keys, this.run)
    // The first time a version of the guideline is met it lies open.
    const { guideline, project } = this.boot, seen = `guideline.${project.id}`
    this.guideline = !!guideline && (remembered(seen) !== String(guideline.version) || remembered('guideline') === 'open')
    if (guideline) remember(seen, String(guideline.version))
  }
  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.desk) return
    if (changed.has('desk')) this.opened()
    if (changed.has('single') || this.desk.current !== this.shown) this.keys = bindings(this.desk.current?.controls ?? [], this.single)
  }
  override updated(): void {
    if (!this.desk || this.desk.current === this.shown) return
    this.shown = this.desk.current
    scrollTo(0, 0)
    // A next task is read out, and keys start from it; a person who is in the guideline or a dialog stays there.
    const at = document.activeElement
    if (!at || at === document.body || (this.contains(at) && !at.closest('dialog, .guideline, .desk-bar'))) this.querySelector<HTMLElement>('.task')?.focus({ preventScroll: true })
  }

  run = (action: Action): void => {
    const session = this.desk.current
    switch (action.do) {
      case 'choose': return this.choose(action.name, action.value)
      case 'submit': this.desk.submit(); return
      case 'skip': if (session) this.querySelector<Skip>('an-skip')!.open(); return
      case 'back': return void this.desk.back()
      case 'accept': if (session?.accept()) this.quickly(session); return
      case 'undo': return session?.undo()
      case 'redo': return session?.redo()
      case 'filter': return this.querySelector<HTMLElement>('.task input[type=search]')?.focus()
      case 'guideline': return this.toggleGuideline()
      case 'help': return this.querySelector<Help>('an-help')!.toggle()
    }
  }
  private choose(name: string, value: string): void {
    const session = this.desk.current
    if (!session) return
    session.choose(name, value)
    this.quickly(session)
  }
  /** With the one question of this config answered, there is nothing left to do but to go on. */
  private quickly(session: Session): void {
    if (this.quick && session.only && !session.opening.problem && session.result.length) this.desk.submit()
  }
  private toggleGuideline(): void {
    this.guideline = !this.guideline && !!this.boot.guideline
    remember('guideline', this.guideline ? 'open' : 'closed')
  }
  private key(action: Action['do']): string { return this.keys.find(b => b.action.do === action)?.chords[0]?.replace('Mod', 'Ctrl') ?? '' }
  private shortcut(action: Action['do']): string | typeof nothing { const row = this.keys.find(b => b.action.do === action); return row?.chords.length ? ariaKeys(row.chords) : nothing }

  override render() {
    if (!this.desk) return nothing
    const { current, progress } = this.desk
    return html`
      <div class="desk-bar">
        <h1 class="unseen">Annotate: ${this.boot.project.title}</h1>
        <p class="done">${progress ? html`<strong>${progress.done}</strong> done<span class="today"> · <strong>${progress.today}</strong> today</span>` : nothing}</p>
        <an-post .status=${this.desk.outbox.status} .durable=${this.shelves.durable}></an-post>
        ${current ? html`<an-clock .watch=${current.watch}></an-clock>` : nothing}
        <span class="cluster">
          ${this.boot.guideline ? html`<button class="button small quiet" aria-pressed=${this.guideline} aria-keyshortcuts=${this.shortcut('guideline')} @click=${() => this.toggleGuideline()}>Guideline <kbd aria-hidden="true">${this.key('guideline')}</kbd></button>` : nothing}
          <button class="button small quiet keys-button" aria-keyshortcuts=${this.shortcut('help')} @click=${() => this.run({ do: 'help' })}>Keys <kbd aria-hidden="true">${this.key('help')}</kbd></button>
        </span>
      </div>
      <an-notices .desk=${this.desk} .login=${this.boot.urls?.login ?? '/login/'}></an-notices>
      <div class="desk-body ${this.guideline ? 'with-guideline' : ''}">
        <div class="desk-main" @choose=${(e: CustomEvent<{ name: string; value: string }>) => this.choose(e.detail.name, e.detail.value)}>
          ${current ? html`<section class="task" tabindex="-1" aria-label="The task">${draw(this.boot.schema, { session: current, keys: this.keys })}</section>${this.actions(current)}` : this.noTask()}
        </div>
        ${this.guideline && this.boot.guideline ? html`<aside class="guideline" aria-label="Guideline"><header class="split"><span class="muted small">Guideline, version ${this.boot.guideline.version}</span><button class="button small quiet" @click=${() => this.toggleGuideline()}>Close</button></header>
          <div class="prose" tabindex="0">${unsafeHTML(this.boot.guideline.html)}</div></aside>` : nothing}
      </div>
      <an-skip .onReason=${(reason: string) => this.desk.skip(reason)}></an-skip>
      <an-help .keys=${this.keys} .single=${this.single} .quick=${this.quick} .offersQuick=${!!current?.only}
        @single=${(e: CustomEvent<boolean>) => { this.single = e.detail; remember('single-keys', e.detail ? 'on' : 'off') }} @quick=${(e: CustomEvent<boolean>) => this.setQuick(e.detail)}></an-help>`
  }
  private setQuick(on: boolean): void { this.quick = on; remember('submit-on-choice', on ? 'on' : 'off') }
  private actions(current: Session) {
    const last = this.desk.lastSent, { says } = this.desk
    return html`<footer class="desk-actions">
      <p class="says ${says?.tone ?? ''}" role="status">${says?.text ?? ''}</p>
      <div class="row">
        <button class="button quiet" ?disabled=${!last} aria-keyshortcuts=${this.shortcut('back')} @click=${() => this.desk.back()}><kbd aria-hidden="true">${this.key('back')}</kbd> Back${last ? html`<span class="last"> to “${last.kind === 'skip' ? 'skipped' : summary(last.result)}”</span>` : nothing}</button>
        ${current.opening.corrects
          ? html`<button class="button quiet" @click=${() => this.desk.leaveCorrection()}>Leave it as it was</button>`
          : html`<button class="button quiet" aria-keyshortcuts=${this.shortcut('skip')} @click=${() => this.run({ do: 'skip' })}><kbd aria-hidden="true">${this.key('skip')}</kbd> Skip</button>`}
        ${current.only && !current.opening.corrects ? html`<label class="check quick"><input type="checkbox" .checked=${this.quick} @change=${(e: Event) => this.setQuick((e.target as HTMLInputElement).checked)}> Submit on choice</label>` : nothing}
        <button class="button primary submit" aria-keyshortcuts=${this.shortcut('submit')} @click=${() => this.desk.submit()}>Submit <kbd aria-hidden="true">${this.key('submit')}</kbd></button>
      </div></footer>`
  }
  private noTask() {
    const { phase, reason, lastSent } = this.desk
    if (phase === 'loading') return html`<div class="empty" role="status"><p><span class="busy" aria-hidden="true"></span> Fetching the next text…</p></div>`
    const failed = phase === 'unreachable', unreachable = failed && reason?.code === 'unreachable', login = reason?.code === 'login'
    return html`<div class="empty" role="status">
      <h2>${login ? 'You are logged out' : unreachable ? 'No answer from the server' : failed ? 'The server gives no text' : 'Nothing to annotate right now'}</h2>
      <p>${reason?.message}${unreachable && !login ? ' It is tried again by itself; what you submitted is kept.' : ''}</p>
      <div class="cluster">
        ${login ? html`<a class="button primary" href="${this.boot.urls?.login ?? '/login/'}?next=${encodeURIComponent(location.pathname)}">Log in again</a>` : html`<button class="button primary" @click=${() => this.desk.lookAgain()}>${failed ? 'Try now' : 'Look again'}</button>`}
        ${lastSent ? html`<button class="button" @click=${() => this.desk.back()}>Back to the last one</button>` : nothing}
        ${this.boot.urls?.project ? html`<a class="button quiet" href=${this.boot.urls.project}>To the project</a>` : nothing}
      </div></div>`
  }
}
customElements.define('an-annotator', Screen)

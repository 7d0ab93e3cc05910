/** The whole screen: bar, task, guideline, actions. It draws the desk and turns presses into its verbs. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { isRegion, schemaOf } from '../../core/controls'
import type { Desk } from '../../core/desk'
import { ariaKeys, bindings, type Action, type Binding } from '../../core/keymap'
import { fill, gettext, ngettext } from '../../core/language'
import { labelsOf, told } from '../../core/places'
import { perform } from '../../core/perform'
import type { Questions } from '../../core/questions'
import type { Session } from '../../core/session'
import { question } from '../../core/question'
import { summary } from '../../core/summary'
import type { Path } from '../../core/types'
import { listen } from '../../dom/keys'
import { remember, remembered } from '../../dom/prefs'
import type { Shelves } from '../../dom/store'
import { act } from '../../tags/acting'
import { draw, load } from '../../tags/registry'
import type { Boot } from './boot'
import { because } from './because'
import './clock'
import './feedback'
import { inQuestion } from './guideline'
import './help'
import './notices'
import './post'
import './regions'
import './skip'
import type { Guideline } from './guideline'
import type { Help } from './help'
import type { Skip } from './skip'

export class Screen extends LitElement {
  static override properties = { desk: { attribute: false }, boot: { attribute: false }, shelves: { attribute: false }, questions: { attribute: false }, guideline: { state: true }, label: { state: true }, at: { state: true }, single: { state: true }, quick: { state: true }, loaded: { state: true } }
  declare desk: Desk
  declare boot: Boot
  declare shelves: Shelves
  declare questions: Questions
  declare guideline: boolean
  /** The label that the guideline is open at. */
  declare label: string
  /** The place in the guideline that explains an answer in practice. */
  declare at: string
  declare loaded: boolean
  declare single: boolean
  declare quick: boolean
  private keys: readonly Binding[] = []
  private shown: Session | null = null
  private drawn: Session | null = null
  private stopFocus: (() => void) | undefined
  constructor() {
    super()
    this.single = remembered('single-keys') !== 'off'
    this.quick = remembered('submit-on-choice') === 'on'
    this.guideline = false
    this.label = ''
    this.at = ''
    this.loaded = false
  }
  override createRenderRoot(): this { return this }
  private opened(): void {
    const { guideline, project, preferences, schema } = this.boot, seen = `guideline.${project.id}`
    if (preferences?.single_keys === false) this.single = false
    this.desk.subscribe(() => this.requestUpdate())
    this.questions.subscribe(() => this.requestUpdate())
    void this.questions.hear()
    listen(() => this.keys, this.run)
    void load(schema).then(() => { this.loaded = true })
    // The first time a version of the guideline is met it lies open; one that says nothing yet stays shut.
    this.guideline = !!guideline?.html.trim() && (remembered(seen) !== String(guideline.version) || remembered('guideline') === 'open')
    if (guideline) remember(seen, String(guideline.version))
  }
  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.desk) return
    if (changed.has('desk')) this.opened()
    const { current } = this.desk
    if (changed.has('single') || current !== this.drawn) this.keys = current ? bindings(current.schema, current.data, { single: this.single, keys: this.boot.preferences?.keys ?? {} }, !!current.claim.suggestion) : bindings(schemaOf(this.boot.schema), {}, { single: this.single }, false)
    if (current === this.drawn) return
    this.drawn = current
    this.stopFocus?.()
    this.stopFocus = current?.focusing.subscribe(() => this.requestUpdate())
  }
  override updated(): void {
    // Until the parts that this config needs are here, there is no task to start from.
    if (!this.desk || !this.loaded || this.desk.current === this.shown) return
    this.shown = this.desk.current
    scrollTo(0, 0)
    // A next task is read out, and keys start from it; a person who is in the guideline or a dialog stays there.
    const at = document.activeElement
    if (!at || at === document.body || (this.contains(at) && !at.closest('dialog, .guideline, .desk-bar'))) this.querySelector<HTMLElement>('.task')?.focus({ preventScroll: true })
  }

  run = (action: Action): void => {
    const session = this.desk.current
    // What was answered in practice is read, not changed.
    if ((this.desk.told || this.desk.checking) && !['submit', 'guideline', 'help'].includes(action.do)) return
    if (session && perform(session, action, this.act)) {
      if (action.do === 'choose' || action.do === 'accept') this.quickly(session)
      return
    }
    switch (action.do) {
      case 'submit': if (this.desk.told || !this.act('finish')) this.desk.submit(); return
      case 'skip': if (session) this.querySelector<Skip>('an-skip')!.open(); return
      case 'back': return void this.desk.back()
      case 'filter': return this.querySelector<HTMLElement>('.task input[type=search]')?.focus()
      case 'flag': return void this.flag()
      case 'ask': return this.ask()
      case 'guideline': return this.toggleGuideline()
      case 'help': return this.querySelector<Help>('an-help')!.toggle()
    }
  }
  private act = (what: string): boolean => { const at = this.querySelector('.task'); return !!this.desk.current && !!at && act(at, this.desk.current, what) }
  private async flag(): Promise<void> {
    const session = this.desk.current
    if (!session) return
    await this.questions.look(session.claim)
    const failed = await this.questions.flag(session.claim)
    this.desk.say(failed || (this.questions.flagged ? gettext('Flagged for discussion. Go on with it or skip it as you like.') : gettext('The flag is taken back.')), failed ? 'warn' : 'note')
  }
  private ask(): void {
    if (!this.guideline) this.toggleGuideline()
    void this.updateComplete.then(() => this.querySelector<Guideline>('an-guideline')?.ask())
  }
  private choose(name: string, value: string | Path): void {
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
    this.at = ''
    this.label = this.guideline ? inQuestion(this.desk.current) : ''
    remember('guideline', this.guideline ? 'open' : 'closed')
  }
  private explain(anchor: string): void {
    if (!this.guideline) this.toggleGuideline()
    this.at = anchor
  }
  private key(action: Action['do']): string { return this.keys.find(b => b.action.do === action)?.chords[0]?.replace('Mod', 'Ctrl') ?? '' }
  private shortcut(action: Action['do']): string | typeof nothing { const row = this.keys.find(b => b.action.do === action); return row?.chords.length ? ariaKeys(row.chords) : nothing }

  override render() {
    if (!this.desk) return nothing
    const { current, progress } = this.desk, marks = this.desk.schema && schemaOf(this.boot.schema).controls.some(isRegion)
    return html`
      <div class="desk-bar">
        <h1 class="unseen">${fill(gettext('Annotate: %(title)s'), { title: this.boot.project.title })}</h1>
        <p class="done">${progress ? html`<strong>${progress.done}</strong> ${gettext('done')}<span class="today"> · <strong>${progress.today}</strong> ${gettext('today')}</span>` : nothing}</p>
        <an-post .status=${this.desk.outbox.status} .durable=${this.shelves.durable}></an-post>
        ${current ? html`<an-clock .watch=${current.watch}></an-clock>` : nothing}
        <span class="cluster">
          ${current ? html`<button class="button small quiet" aria-pressed=${this.questions.flagged} aria-keyshortcuts=${this.shortcut('flag')} title=${gettext('Flag for discussion')} @click=${() => this.flag()}><span aria-hidden="true">⚑</span> ${gettext('Flag')} <kbd aria-hidden="true">${this.key('flag')}</kbd></button>` : nothing}
          ${this.boot.guideline ? html`<button class="button small quiet" aria-pressed=${this.guideline} aria-keyshortcuts=${this.shortcut('guideline')} @click=${() => this.toggleGuideline()}>${gettext('Guideline')}${this.questions.news.length ? html` <span class="badge good" title=${gettext('Your questions were answered')}>${this.questions.news.length}</span>` : nothing} <kbd aria-hidden="true">${this.key('guideline')}</kbd></button>` : nothing}
          ${this.boot.urls?.grid && question(schemaOf(this.boot.schema)) ? html`<a class="button small quiet" href=${this.boot.urls.grid}>${gettext('Many at once')}</a>` : nothing}
          <button class="button small quiet keys-button" aria-keyshortcuts=${this.shortcut('help')} @click=${() => this.run({ do: 'help' })}>${gettext('Keys')} <kbd aria-hidden="true">${this.key('help')}</kbd></button>
        </span>
      </div>
      <an-notices .desk=${this.desk} .login=${this.boot.urls?.login ?? '/login/'}></an-notices>
      <div class="desk-body ${this.guideline || (marks && current) ? 'with-side' : ''}">
        <div class="desk-main" @choose=${(e: CustomEvent<{ name: string; value: string | Path }>) => this.choose(e.detail.name, e.detail.value)}>
          ${current && this.loaded ? html`${current.claim.assignment.practice ? html`<p class="practice"><span class="badge accent">${gettext('Practice')}</span> <span class="muted small">${gettext('After each answer you are told what is right.')}</span></p>` : nothing}<section class="task" tabindex="-1" aria-label=${gettext('The task')} ?inert=${!!this.desk.told || !!this.desk.checking}>${draw(this.boot.schema, { session: current, keys: this.keys })}</section>${this.desk.told ? html`<an-feedback .feedback=${this.desk.told} .mine=${current.result} .shortcut=${this.key('submit')} .explains=${!!this.boot.guideline} @explain=${(e: CustomEvent<string>) => this.explain(e.detail)} @go=${() => this.desk.goOn()}></an-feedback>` : this.actions(current)}` : this.noTask()}
        </div>
        ${this.guideline || (marks && current) ? html`<div class="desk-side">
          ${this.guideline && this.boot.guideline ? html`<an-guideline .boot=${this.boot} .session=${current} .questions=${this.questions} .label=${this.label} .at=${this.at} @shut=${() => this.toggleGuideline()}></an-guideline>` : nothing}
          ${marks && current && this.loaded ? html`<an-regions .session=${current} .keys=${this.keys}></an-regions>` : nothing}</div>` : nothing}
      </div>
      <p class="unseen" role="status">${current ? this.announced(current) : ''}</p>
      <an-skip .onReason=${(reason: string) => this.desk.skip(reason)}></an-skip>
      <an-help .keys=${this.keys} .single=${this.single} .quick=${this.quick} .offersQuick=${!!current?.only} .settings=${this.boot.urls?.keys ?? ''}
        @single=${(e: CustomEvent<boolean>) => { this.single = e.detail; remember('single-keys', e.detail ? 'on' : 'off') }} @quick=${(e: CustomEvent<boolean>) => this.setQuick(e.detail)} @along=${() => this.desk.takeAlong(50)}></an-help>`
  }
  /** What a screen reader is told when one goes from region to region. */
  private announced(session: Session): string {
    const { active } = session
    if (!active) return session.focus.pending ? gettext('Selected. Press the key of a label.') : ''
    const n = session.state.regions.length
    return `${session.isGhost(active.id) ? `${gettext('suggested')}: ` : ''}${labelsOf(active, session.schema).join(', ')}: ${told(active)}. ${fill(ngettext('%(n)s region', '%(n)s regions', n), { n })}`
  }
  private setQuick(on: boolean): void { this.quick = on; remember('submit-on-choice', on ? 'on' : 'off') }
  private actions(current: Session) {
    const last = this.desk.lastSent, { says, checking } = this.desk
    return html`<footer class="desk-actions">
      <p class="says ${says?.tone ?? ''}" role="status">${says?.text ?? (checking ? gettext('Looking at your answer…') : '')}</p>
      <div class="row">
        <button class="button quiet" ?disabled=${!last} aria-keyshortcuts=${this.shortcut('back')} @click=${() => this.desk.back()}><kbd aria-hidden="true">${this.key('back')}</kbd> ${gettext('Back')}${last ? html`<span class="last"> ${fill(gettext('to “%(what)s”'), { what: last.kind === 'skip' ? gettext('skipped') : summary(last.result) })}</span>` : nothing}</button>
        ${current.opening.corrects
          ? html`<button class="button quiet" @click=${() => this.desk.leaveCorrection()}>${gettext('Leave it as it was')}</button>`
          : html`<button class="button quiet" aria-keyshortcuts=${this.shortcut('skip')} @click=${() => this.run({ do: 'skip' })}><kbd aria-hidden="true">${this.key('skip')}</kbd> ${gettext('Skip')}</button>`}
        ${current.only && !current.opening.corrects ? html`<label class="check quick"><input type="checkbox" .checked=${this.quick} @change=${(e: Event) => this.setQuick((e.target as HTMLInputElement).checked)}> ${gettext('Submit on choice')}</label>` : nothing}
        <button class="button primary submit" ?disabled=${!!checking} aria-keyshortcuts=${this.shortcut('submit')} @click=${() => this.desk.submit()}>${gettext('Submit')} <kbd aria-hidden="true">${this.key('submit')}</kbd></button>
      </div></footer>`
  }
  private noTask() {
    const { phase, reason, lastSent } = this.desk
    if (phase === 'loading' || phase === 'working') return html`<div class="empty" role="status"><p><span class="busy" aria-hidden="true"></span> ${gettext('Fetching the next task…')}</p></div>`
    const failed = phase === 'unreachable', unreachable = failed && reason?.code === 'unreachable', login = reason?.code === 'login'
    return html`<div class="empty" role="status">
      <h2>${login ? gettext('You are logged out') : unreachable ? gettext('No answer from the server') : failed ? gettext('The server gives no task') : reason?.url ? gettext('Before you begin') : gettext('Nothing to annotate right now')}</h2>
      <p>${reason && because(reason)}${unreachable && !login ? ` ${gettext('It is tried again by itself; what you submitted is kept.')}` : ''}</p>
      <div class="cluster">
        ${reason?.url ? html`<a class="button primary" href=${reason.url}>${gettext('Go on')}</a>` : nothing}
        ${login ? html`<a class="button primary" href="${this.boot.urls?.login ?? '/login/'}?next=${encodeURIComponent(location.pathname)}">${gettext('Log in again')}</a>` : html`<button class="button ${reason?.url ? '' : 'primary'}" @click=${() => this.desk.lookAgain()}>${failed ? gettext('Try now') : gettext('Look again')}</button>`}
        ${lastSent ? html`<button class="button" @click=${() => this.desk.back()}>${gettext('Back to the last one')}</button>` : nothing}
        ${this.boot.urls?.project ? html`<a class="button quiet" href=${this.boot.urls.project}>${gettext('To the project')}</a>` : nothing}
      </div></div>`
  }
}
customElements.define('an-annotator', Screen)

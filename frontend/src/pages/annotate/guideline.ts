/** The guideline beside the task, open at the label in question, with what was decided so before; and questions about the task. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { unsafeHTML } from 'lit/directives/unsafe-html.js'
import { fill, gettext } from '../../core/language'
import type { Question, Questions } from '../../core/questions'
import type { Session } from '../../core/session'
import { namesIn } from '../../core/visible'
import '../../tags/asked'
import type { Boot, Changes } from './boot'

/** The label that one is most likely in doubt about: of the active region, in hand, or chosen. */
export function inQuestion(session: Session | null): string {
  if (!session) return ''
  const { active, state, focus } = session
  const named = active ? Object.values(active.answers).flatMap(namesIn) : focus.armed?.label ? [focus.armed.label] : Object.values(state.answers).flatMap(namesIn)
  return named[0] ?? ''
}

export class Guideline extends LitElement {
  static override properties = { boot: { attribute: false }, session: { attribute: false }, questions: { attribute: false }, label: {}, at: {}, busy: { state: true }, failed: { state: true } }
  declare boot: Boot
  declare session: Session | null
  declare questions: Questions
  /** The label it is open at. */
  declare label: string
  /** Or the place in it: wins over the label. */
  declare at: string
  declare busy: boolean
  declare failed: string
  private stop: (() => void) | undefined
  constructor() { super(); this.at = ''; this.busy = false; this.failed = '' }
  override createRenderRoot(): this { return this }
  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('questions')) { this.stop?.(); this.stop = this.questions.subscribe(() => this.requestUpdate()) }
    if (changed.has('session') && this.session) { this.failed = ''; void this.questions.look(this.session.claim) }
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.stop?.() }
  override updated(changed: PropertyValues<this>): void { if ((changed.has('label') && this.label) || (changed.has('at') && this.at)) this.show() }
  /** Scrolls to the section of the label, if the guideline has one. */
  private show(): void {
    const id = this.at || this.boot.anchors?.[this.label], body = this.querySelector('.prose'), at = id ? body?.querySelector(`#${CSS.escape(id)}`) : null
    body?.querySelectorAll('.at-label').forEach(e => e.classList.remove('at-label'))
    at?.classList.add('at-label')
    at?.scrollIntoView({ block: 'nearest' })
  }
  ask(): void { this.querySelector('textarea')?.focus() }
  override render() {
    const { guideline, examples = {} } = this.boot, shown = this.label ? examples[this.label] ?? [] : []
    return html`<aside class="guideline" aria-label=${gettext('Guideline')}>
      <header class="split"><span class="muted small">${fill(gettext('Guideline, version %(n)s'), { n: guideline?.version ?? '' })}</span>
        <button class="button small quiet" @click=${() => this.dispatchEvent(new CustomEvent('shut'))}>${gettext('Close')}</button></header>
      ${guideline?.changes ? this.news(guideline.changes) : nothing}
      <div class="prose" tabindex="0">${unsafeHTML(guideline?.html ?? '')}</div>
      ${shown.length ? html`<section class="examples"><h3>${gettext('Decided so before')} <span class="label">${this.label}</span></h3><ul>${shown.map(t => html`<li dir="auto">${t}</li>`)}</ul></section>` : nothing}
      ${this.session ? this.talk() : nothing}</aside>`
  }
  private news({ from, versions, labels, url }: Changes) {
    return html`<section class="news"><h3>${fill(gettext('New since version %(n)s, which you worked under'), { n: from })}</h3>
      <ul>${versions.map(v => html`<li><strong>${v.number}</strong> <span dir="auto">${v.change_note || gettext('no note')}</span></li>`)}</ul>
      ${labels.length ? html`<p>${gettext('These labels have another meaning now:')} ${labels.map(label => html`<span class="label" dir="auto">${label}</span> `)}</p>` : nothing}
      <p><a href=${url} target="_blank">${gettext('See the two versions side by side')}</a></p></section>`
  }
  private talk() {
    return html`<section class="talk"><h3>${gettext('Questions about this task')}</h3>
      ${this.questions.news.length ? html`<div class="alert good" role="status"><div><strong>${gettext('Answered')}</strong><ul>${this.questions.news.map(q => this.question(q))}</ul></div><button class="button small" @click=${() => this.questions.read()}>${gettext('Read')}</button></div>` : nothing}
      ${this.questions.all.length ? html`<ul>${this.questions.all.map(q => this.question(q))}</ul>` : nothing}
      <form @submit=${this.send}><label class="unseen" for="question">${gettext('Your question')}</label>
        <textarea id="question" rows="2" maxlength="2000" placeholder=${gettext('What is unclear here? The lead reads it and answers.')}></textarea>
        ${this.failed ? html`<p class="field-error" role="alert">${this.failed}</p>` : nothing}
        <button class="button small" ?disabled=${this.busy}>${gettext('Ask')}</button></form></section>`
  }
  private question(q: Question) {
    return html`<li class="question"><an-asked .question=${q} .questions=${this.questions}></an-asked></li>`
  }
  private send = async (e: SubmitEvent): Promise<void> => {
    e.preventDefault()
    const field = this.querySelector('textarea')!, text = field.value.trim(), session = this.session
    if (!text || !session) return field.focus()
    this.busy = true
    this.failed = await this.questions.ask(session.claim, text, inQuestion(session))
    this.busy = false
    if (!this.failed) field.value = ''
  }
}
customElements.define('an-guideline', Guideline)

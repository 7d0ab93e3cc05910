/** One question with its answer and what others said to it; one may join in. Nobody is named. */
import { html, LitElement, nothing } from 'lit'
import { gettext } from '../core/language'
import type { Question, Questions, Reply } from '../core/questions'

const who = (of: Reply['of']): string => ({ me: gettext('You'), asker: gettext('Who asked'), team: gettext('Lead or adjudicator'), annotator: gettext('An annotator') })[of]

export class Asked extends LitElement {
  static override properties = { question: { attribute: false }, questions: { attribute: false }, writing: { state: true }, busy: { state: true }, failed: { state: true } }
  declare question: Question
  declare questions: Questions
  declare writing: boolean
  declare busy: boolean
  declare failed: string
  constructor() { super(); this.writing = false; this.busy = false; this.failed = '' }
  override createRenderRoot(): this { return this }
  override render() {
    const { question: q } = this, replies = q.replies ?? [], field = `reply-${q.id}`
    return html`${q.text ? html`<p dir="auto">${q.text}</p>` : q.kind === 'flag' && q.mine ? html`<p class="muted small">${gettext('Flagged without a word.')}</p>` : nothing}
      ${q.answer ? html`<p class="answer" dir="auto">${q.answer}</p>` : html`<p class="muted small">${gettext('Not answered yet.')}</p>`}
      ${replies.length ? html`<ul class="replies">${replies.map(r => html`<li><p class="muted small">${who(r.of)}</p><p dir="auto">${r.text}</p></li>`)}</ul>` : nothing}
      ${this.writing ? html`<form class="stack-s" @submit=${this.send}><label class="unseen" for=${field}>${gettext('Your reply')}</label>
        <textarea id=${field} rows="2" maxlength="2000" placeholder=${gettext('What you know about this; lead and colleagues read it.')}></textarea>
        ${this.failed ? html`<p class="field-error" role="alert">${this.failed}</p>` : nothing}
        <span class="cluster"><button class="button small" ?disabled=${this.busy}>${gettext('Reply')}</button><button type="button" class="button small quiet" @click=${() => { this.writing = false }}>${gettext('Cancel')}</button></span></form>`
        : html`<button type="button" class="button small quiet" @click=${this.open}>${gettext('Reply')}</button>`}`
  }
  private open = async (): Promise<void> => { this.writing = true; await this.updateComplete; this.querySelector('textarea')?.focus() }
  private send = async (e: SubmitEvent): Promise<void> => {
    e.preventDefault()
    const field = this.querySelector('textarea')!, text = field.value.trim()
    if (!text) return field.focus()
    this.busy = true
    this.failed = await this.questions.reply(this.question, text)
    this.busy = false
    if (!this.failed) this.writing = false
  }
}
customElements.define('an-asked', Asked)

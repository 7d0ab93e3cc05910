/** What stands in the way, and the way on: refused answers, a lost lease, a correction being made. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import type { Desk } from '../../core/desk'
import { fill, gettext, ngettext } from '../../core/language'
import type { Letter } from '../../core/outbox'
import { summary } from '../../core/summary'
import type { Refusal } from '../../core/types'
import { quote } from '../../core/values'

/** What a refusal means for the person, by its code; the server's own sentence follows. */
const meaning: Readonly<Record<string, string>> = {
  lease_expired: gettext('Your time for this text ran out before the answer arrived, so it may be with somebody else now. If it comes to you again, your answer will be filled in.'),
  not_yours_any_more: gettext('This text went to somebody else before the answer arrived. If it comes to you again, your answer will be filled in.'),
  already_done: gettext('You had answered this text already, perhaps in another tab.'),
  id_conflict: gettext('The server has another answer under the same id. Sent again, this one gets an id of its own.'),
  invalid_result: gettext('The answer does not fit the label config.'),
  not_found: gettext('This text, or the project, is no longer open to you.'),
}

export class Notices extends LitElement {
  static override properties = { desk: { attribute: false }, login: {} }
  declare desk: Desk
  declare login: string
  override createRenderRoot(): this { return this }
  override willUpdate(changed: PropertyValues<this>): void { if (changed.has('desk')) this.desk.subscribe(() => this.requestUpdate()) }

  override render() {
    const { current } = this.desk, { refused, login, waiting } = this.desk.outbox.status
    return html`<div class="notices">
      ${login ? html`<div class="alert warn" role="alert"><div><strong>${gettext('You are logged out.')}</strong> ${fill(ngettext('%(n)s answer is kept on this computer and will be sent once you are back.', '%(n)s answers are kept on this computer and will be sent once you are back.', waiting), { n: waiting })}</div>
        <a class="button small" href="${this.login}?next=${encodeURIComponent(location.pathname)}">${gettext('Log in again')}</a></div>` : nothing}
      ${refused.filter(l => l.id !== current?.opening.replaces).map(l => this.refused(l))}
      ${current?.lost ? html`<div class="alert warn" role="alert"><div><strong>${gettext('This task is no longer reserved for you.')}</strong> ${meaning[current.lost.code] ?? current.lost.message} ${gettext('Your answer so far is kept on this computer, and filled in if the task comes to you again.')}</div>
        <button class="button small" @click=${() => this.desk.takeAnother()}>${gettext('Take the next task')}</button></div>` : nothing}
      ${current?.opening.problem ? html`<div class="alert bad" role="alert"><div><strong>${gettext('Not accepted.')}</strong> ${current.opening.problem.message}${fields(current.opening.problem)}</div></div>` : nothing}
      ${current?.opening.replaces && !current.opening.problem ? html`<div class="alert"><div>${gettext('You answered this task before, and the server could not take it. Your answer is filled in.')}</div></div>` : nothing}
      ${current?.opening.corrects ? html`<div class="alert"><div><strong>${gettext('You are correcting an answer that was sent.')}</strong> ${gettext('The earlier one stays on record; the correction counts.')}</div></div>` : nothing}
    </div>`
  }
  private refused(letter: Letter) {
    const refusal = letter.refused!, { code, message } = refusal
    return html`<article class="alert bad refused" role="alert"><div>
        <strong>${letter.kind === 'skip' ? gettext('A skip was not accepted.') : gettext('An answer was not accepted.')}</strong> ${meaning[code] ?? ''}
        <p class="small">${message}${fields(refusal)}</p>
        <p class="small"><span class="label">${letter.kind === 'skip' ? gettext('skipped') : summary(letter.result)}</span> <span class="muted" dir="auto">${quote(this.desk.schema, letter.task)}</span></p></div>
      <div class="cluster">
        ${code === 'invalid_result' ? html`<button class="button small" @click=${() => this.desk.reopen(letter.id)}>${gettext('Open it again')}</button>` : nothing}
        <button class="button small" @click=${() => this.desk.resend(letter.id)}>${gettext('Send again')}</button>
        <button class="button small danger" @click=${() => { if (confirm(gettext('Throw this answer away? It cannot be got back.'))) void this.desk.outbox.discard(letter.id) }}>${gettext('Throw away')}</button>
      </div></article>`
  }
}
/** What the message does not say already. */
const fields = (refusal: Refusal) => {
  const rows = Object.entries(refusal.fields).filter(([, what]) => !refusal.message.includes(String(what)))
  return rows.length ? html`<ul class="small">${rows.map(([where, what]) => html`<li><code>${where}</code> ${Array.isArray(what) ? what.join(' ') : typeof what === 'object' ? JSON.stringify(what) : String(what)}</li>`)}</ul>` : nothing
}
customElements.define('an-notices', Notices)

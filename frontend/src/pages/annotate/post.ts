/** Where the answers are: with the server, on their way, or waiting here. */
import { html, LitElement, nothing } from 'lit'
import { fill, gettext, ngettext } from '../../core/language'
import type { Status } from '../../core/outbox'

export class Post extends LitElement {
  static override properties = { status: { attribute: false }, durable: { type: Boolean } }
  declare status: Status
  declare durable: boolean
  override createRenderRoot(): this { return this }
  override render() {
    const { waiting, offline, login, sending } = this.status
    const held = offline || login || (waiting > 0 && !sending)
    const says = !waiting ? gettext('Saved') : fill(login ? gettext('Logged out · %(n)s kept') : offline ? gettext('Offline · %(n)s waiting') : sending ? gettext('Sending %(n)s…') : ngettext('%(n)s waiting', '%(n)s waiting', waiting), { n: waiting })
    return html`<span class="badge ${!waiting ? 'good' : held ? 'warn' : 'accent'}" title=${waiting ? gettext('Kept on this computer until the server has them') : gettext('The server has everything you submitted')}>
        ${!waiting ? html`<span aria-hidden="true">✓</span>` : nothing}${says}</span>
      <span class="unseen" role="status">${held && waiting ? `${says}. ${gettext('Go on: answers are kept on this computer.')}` : ''}</span>
      ${this.durable ? nothing : html`<span class="badge warn" title=${gettext('This browser refuses its storage: answers wait in this tab alone. Do not close it while some are waiting.')}>${gettext('kept in this tab only')}</span>`}`
  }
}
customElements.define('an-post', Post)

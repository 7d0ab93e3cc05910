/** A tag this page cannot draw says so, and shows its content as plain text: nobody guesses at half a task. */
import { html, nothing } from 'lit'
import { valueOf } from '../core/values'
import { Tag } from './base'
import { drawAll } from './registry'

export class Unknown extends Tag {
  override render() {
    const { tag, attrs, children } = this.node, value = valueOf(attrs['value'], this.session.claim.task.data)
    const known = children.filter(c => !['Choice', 'Label'].includes(c.tag))
    return html`<div class="tag-unknown" role="note"><p><strong>This page cannot show <code>${tag}</code>${attrs['name'] ? html` “${attrs['name']}”` : nothing}.</strong>
      ${attrs['toName'] ? 'It asks for an answer that cannot be given here: skip this task if it is needed.' : 'Its content as plain text:'}</p>
      ${attrs['value'] && value.is === 'text' ? html`<pre dir="auto">${value.text}</pre>` : nothing}
      ${attrs['value'] && value.is === 'missing' ? html`<p class="muted">(the task has no field “${value.field}”)</p>` : nothing}</div>
      ${drawAll(known, { session: this.session, keys: this.keys })}`
  }
}
customElements.define('an-unknown', Unknown)

/** The text, exactly as it was imported: markup in it is text, its line breaks and spaces stand. */
import { html } from 'lit'
import { valueOf } from '../core/values'
import { Tag } from './base'
import { register } from './registry'

export class TextView extends Tag {
  override render() {
    const value = valueOf(this.node.attrs['value'], this.session.claim.task.data)
    if (this.node.attrs['valueType'] === 'url') return html`<p class="alert warn" role="note">This config asks for a text at an address. Only texts in the task itself are shown.</p>`
    if (value.is === 'missing') return html`<p class="alert warn" role="note">This task has no field “${value.field}”, which the label config wants to show here.</p>`
    if (!value.text.trim()) return html`<p class="tag-text muted">(an empty text)</p>`
    return html`<p class="tag-text ${value.text.length > 600 ? 'long' : value.text.length > 160 ? '' : 'short'}" dir="auto">${value.text}</p>`
  }
}
customElements.define('an-text', TextView)
register('Text', (node, { session, keys }) => html`<an-text .node=${node} .session=${session} .keys=${keys}></an-text>`)

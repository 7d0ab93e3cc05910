/** The text, exactly as it was imported: markup in it is text, its line breaks and spaces stand. One whose places are labelled is drawn by a part of its own. */
import { html, nothing } from 'lit'
import { gettext, fill } from '../core/language'
import { valueOf } from '../core/values'
import { Tag } from './base'
import { register } from './registry'

export class TextView extends Tag {
  private get labelled(): boolean { return this.session.controls.some(c => c.kind === 'labels' && c.shape === 'span' && c.toNames.includes(this.name)) }
  override render() {
    const value = valueOf(this.node.attrs['value'], this.session.claim.task.data)
    if (this.node.attrs['valueType'] === 'url') return html`<p class="alert warn" role="note">${gettext('This config asks for a text at an address. Only texts in the task itself are shown.')}</p>`
    if (value.is === 'missing') return html`<p class="alert warn" role="note">${fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field: value.field })}</p>`
    if (!value.text.trim()) return html`<p class="tag-text muted">${gettext('(an empty text)')}</p>`
    if (this.labelled && customElements.get('an-spans')) return html`<an-spans .node=${this.node} .session=${this.session} .keys=${this.keys} .text=${value.text}></an-spans>`
    return html`${this.labelled ? html`<p class="alert warn" role="note">${gettext('A part of this page could not be loaded, so this text can be read but not labelled. Load the page again.')}</p>` : nothing}<p
      class="tag-text ${value.text.length > 600 ? 'long' : value.text.length > 160 ? '' : 'short'}" dir="auto">${value.text}</p>`
  }
}
customElements.define('an-text', TextView)
register('Text', (node, { session, keys }) => html`<an-text .node=${node} .session=${session} .keys=${keys}></an-text>`)

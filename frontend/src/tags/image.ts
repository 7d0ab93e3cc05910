/** A picture, whole. */
import { html } from 'lit'
import { valueOf } from '../core/values'
import { Tag } from './base'
import { register } from './registry'

export class ImageView extends Tag {
  static override properties = { ...Tag.properties, failed: { state: true } }
  declare failed: string | null
  constructor() { super(); this.failed = null }
  override render() {
    const value = valueOf(this.node.attrs['value'], this.session.claim.task.data)
    if (value.is === 'missing') return html`<p class="alert warn" role="note">This task has no field “${value.field}”, which the label config wants to show here.</p>`
    if (this.failed === value.text) return html`<p class="alert warn" role="note">The picture could not be loaded: ${value.text}</p>`
    return html`<img class="tag-image" src=${value.text} alt="The picture to annotate" @error=${() => { this.failed = value.text }}>`
  }
}
customElements.define('an-image', ImageView)
register('Image', (node, { session, keys }) => html`<an-image .node=${node} .session=${session} .keys=${keys}></an-image>`)

/** Tags that only arrange: View, Header, and Style (a page's look is not the config's to change). */
import { html, nothing } from 'lit'
import { valueOf } from '../core/values'
import { drawAll, register } from './registry'

register('View', (node, drawing) => html`<div class="tag-view">${drawAll(node.children, drawing)}</div>`)
register('Header', (node, { session }) => {
  const value = valueOf(node.attrs['value'], session.claim.task.data)
  return value.is === 'text' && value.text ? html`<h2 class="tag-header" dir="auto">${value.text}</h2>` : nothing
})
register('Style', () => nothing)

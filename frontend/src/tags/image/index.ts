/** Pictures and what is drawn on them: a chunk of its own. */
import '../../styles/tag-image.css'
import { html } from 'lit'
import { rawOf } from '../../core/values'
import { ahead, register } from '../registry'
import './element'
import { prefetch } from './pictures'

register('Image', (node, { session, keys }) => html`<an-image .node=${node} .session=${session} .keys=${keys}></an-image>`)
ahead(session => {
  for (const { tag, node } of session.schema.objects) {
    if (tag !== 'Image') continue
    const given = rawOf(node.attrs['valueList'] ?? node.attrs['value'], session.data), [first] = Array.isArray(given) ? given : [given]
    if (typeof first === 'string' && first) prefetch(first)
  }
})

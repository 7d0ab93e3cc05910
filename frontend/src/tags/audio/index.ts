/** A sound with its waveform: it is played, and places in it are marked and named. */
import { html } from 'lit'
import '../../styles/tag-audio.css'
import { valueOf } from '../../core/values'
import { ahead, register } from '../registry'
import './element'
import { sound } from './sounds'

for (const tag of ['Audio', 'AudioPlus']) register(tag, (node, { session, keys }) => html`<an-audio data-acts .node=${node} .session=${session} .keys=${keys}></an-audio>`)
ahead(session => session.schema.objects.filter(o => o.tag.startsWith('Audio')).forEach(o => {
  const value = valueOf(o.node.attrs['value'], session.data)
  if (value.is === 'text' && value.text) void sound(value.text)
}))

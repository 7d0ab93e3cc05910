/** HyperText, with what it takes to make a stranger's page harmless: loaded where a config asks for it. */
import { html } from 'lit'
import { register } from '../registry'
import './element'

register('HyperText', (node, { session, keys }) => html`<an-hypertext .node=${node} .session=${session} .keys=${keys}></an-hypertext>`)

/** Tags that only arrange: View, Header, and panels that fold. */
import { html, nothing, type TemplateResult } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { yes } from '../core/controls'
import { owned } from '../core/css/scope'
import { gettext } from '../core/language'
import type { TagNode } from '../core/types'
import { valueOf } from '../core/values'
import '../styles/tag-layout.css'
import { drawAll, register, type Draw, type Drawing } from './registry'

/** How a style attribute is put on: known once the part of the page is there that judges styles (see `looks`). */
let dress: ((element: HTMLElement, css: string) => void) | null = null
export const dressWith = (how: typeof dress): void => { dress = how }

const dressings = new WeakMap<TagNode, (e: Element | undefined) => void>()
function dressing(node: TagNode): (e: Element | undefined) => void {
  const known = dressings.get(node) ?? ((e: Element | undefined): void => { if (e instanceof HTMLElement) dress?.(e, node.attrs['style']!) })
  dressings.set(node, known)
  return known
}
export const looksOwn = (node: TagNode): boolean => !!node.attrs['style'] || node.tag === 'Style' || node.children.some(looksOwn)
const words = (node: TagNode): TemplateResult | typeof nothing => (node.text?.trim() ? html`<p dir="auto">${node.text.trim()}</p>` : nothing)

const view: Draw = (node, drawing) => {
  const { attrs } = node, names = [attrs['display'] === 'inline' ? 'inline' : '', owned(attrs['className'] ?? attrs['classname'])].filter(Boolean).join(' ')
  const drawn = html`<div class="tag-view ${names}" id=${owned(attrs['idAttr']).split(' ')[0] || nothing} ${attrs['style'] ? ref(dressing(node)) : nothing}>${words(node)}${drawAll(node.children, drawing)}</div>`
  // Whatever a config makes of its views, it is held at the edges of the task.
  return drawing.session.schema.tree === node && looksOwn(node) ? html`<div class="own-looks">${drawn}</div>` : drawn
}
register('View', view)

const SIZES = ['1', '2', '3', '4', '5', '6']
register('Header', (node, { session }) => {
  const { attrs } = node, value = valueOf(attrs['value'] ?? node.text?.trim(), session.claim.task.data), size = SIZES.includes(attrs['size'] ?? '') ? attrs['size']! : '4'
  if (value.is === 'missing') return html`<p class="muted small">${gettext('(a heading that this task does not have)')}</p>`
  return value.text ? html`<h2 class="tag-header size-${size} ${yes(attrs['underline']) ? 'underlined' : ''} ${owned(attrs['className'])}" dir="auto" ${attrs['style'] ? ref(dressing(node)) : nothing}>${value.text}</h2>` : nothing
})

let groups = 0
const accordions = new WeakMap<TagNode, string>()
function group(node: TagNode): string {
  const known = accordions.get(node) ?? `panels-${++groups}`
  accordions.set(node, known)
  return known
}
const panel = (node: TagNode, drawing: Drawing, name: string | null, open: boolean): TemplateResult => {
  const value = valueOf(node.attrs['value'], drawing.session.claim.task.data)
  return html`<details class="fold tag-panel" name=${name ?? nothing} ?open=${open}><summary dir="auto">${(value.is === 'text' && value.text) || gettext('More')}</summary><div class="tag-view">${words(node)}${drawAll(node.children, drawing)}</div></details>`
}
/** One panel of an accordion is open at a time, unless the config says that they do not know of each other. */
register('Collapse', (node, drawing) => html`<div class="tag-collapse">${node.children.map(child => (child.tag === 'Panel'
  ? panel(child, drawing, node.attrs['accordion'] === 'false' ? null : group(node), yes(node.attrs['open'])) : drawAll([child], drawing)))}</div>`)
register('Panel', (node, drawing) => panel(node, drawing, null, yes(node.attrs['open'])))
register('Style', () => nothing)

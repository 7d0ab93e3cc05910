/** The items of a list: what a Ranker puts in order, or a plain list to read. */
import { html, nothing, type TemplateResult } from 'lit'
import { fill, gettext } from '../core/language'
import { rawOf } from '../core/values'
import { Tag } from './base'
import { register } from './registry'
import '../styles/tag-ranker.css'

export interface Item { readonly id: string; readonly title: string; readonly body: string; readonly html: string }
const word = (v: unknown): string => (typeof v === 'string' ? v : typeof v === 'number' ? String(v) : '')

/** What the task brings, or why that is no list. Ids are texts in a result, whatever they were. */
export function itemsOf(value: string | undefined, data: Readonly<Record<string, unknown>>): { readonly items: readonly Item[]; readonly problem: string } {
  const found = rawOf(value, data), field = (value ?? '').replace(/^\$/, '')
  if (!Array.isArray(found)) return { items: [], problem: fill(gettext('This task has no list in its field “%(field)s”, which the label config wants to show here.'), { field }) }
  const items = found.map((e: unknown): Item => (typeof e === 'object' && e !== null ? { id: word((e as Item).id), title: word((e as Item).title), body: word((e as Item).body), html: word((e as Item).html) } : { id: word(e), title: word(e), body: '', html: '' }))
  const without = items.findIndex(i => !i.id), twice = items.findIndex((i, n) => items.findIndex(o => o.id === i.id) < n)
  return {
    items: items.filter((i, n) => i.id && items.findIndex(o => o.id === i.id) === n),
    problem: without >= 0 ? fill(gettext('Entry %(n)s of the list “%(field)s” has no id and is left out.'), { n: without + 1, field })
      : twice >= 0 ? fill(gettext('The id “%(id)s” is in the list “%(field)s” twice; the second is left out.'), { id: items[twice]!.id, field }) : '',
  }
}
const BLOCKS = /<(?:br|hr|\/?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote|pre))\b[^>]*>/gi
/** The words of a page as text: no tag of it comes into a document, so nothing of it can run, load or cover anything. */
export function plain(source: string): string {
  const words = source.replace(/<!--[\s\S]*?-->|<(script|style|template|svg|noscript)\b[\s\S]*?<\/\1\s*>/gi, ' ').replace(BLOCKS, '\n').replace(/<[a-z/!?][^>]*>/gi, '').replace(/</g, '&lt;')
  const text = new DOMParser().parseFromString(words, 'text/html').body.textContent ?? ''
  return text.replace(/[ \t]+/g, ' ').replace(/\s*\n\s*/g, '\n').trim()
}
export const inside = (item: Item): TemplateResult => html`<span class="words">${item.title ? html`<strong dir="auto">${item.title}</strong>` : nothing}
  ${item.body ? html`<span class="body" dir="auto">${item.body}</span>` : nothing}${item.html ? html`<span class="body" dir="auto">${plain(item.html)}</span>` : nothing}
  ${item.title || item.body || item.html ? nothing : html`<span dir="auto">${item.id}</span>`}</span>`

export class List extends Tag {
  override render() {
    const { items, problem } = itemsOf(this.node.attrs['value'], this.session.data), title = this.node.attrs['title']
    return html`${problem ? html`<p class="alert warn" role="note">${problem}</p>` : nothing}
      <section class="list" aria-label=${title || this.name}>${title ? html`<h2 class="tag-header" dir="auto">${title}</h2>` : nothing}
      ${items.length ? html`<ol class="items">${items.map(i => html`<li class="item">${inside(i)}</li>`)}</ol>` : problem ? nothing : html`<p class="muted">${gettext('(an empty list)')}</p>`}</section>`
  }
}
customElements.define('an-list', List)
/** A Ranker draws its list itself. */
register('List', (node, { session, keys }) => (session.controls.some(c => c.kind === 'ranker' && c.toNames.includes(node.attrs['name'] ?? '') && session.sees(c)) ? nothing
  : html`<an-list .node=${node} .session=${session} .keys=${keys}></an-list>`))

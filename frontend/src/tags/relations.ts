/** The relations between regions as a list, whatever the regions are made of: read, turned, named and removed there. */
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { fill, gettext, ngettext } from '../core/language'
import { labelsOf, told } from '../core/places'
import type { Direction, Relation } from '../core/types'
import '../styles/tag-relations.css'
import { Tag } from './base'
import { register } from './registry'

const SIGN: Readonly<Record<Direction, string>> = { right: '→', left: '←', bi: '↔' }
const keyOf = (r: { readonly from_id: string; readonly to_id: string }): string => `${r.from_id} ${r.to_id}`
const short = (text: string): string => ([...text].length > 40 ? `${[...text].slice(0, 39).join('')}…` : text)

export class Relations extends Tag {
  static override properties = { ...Tag.properties, at: { state: true } }
  /** The relation whose labels lie open: the last that was made, or gone to. */
  declare at: string
  constructor() { super(); this.at = '' }
  override connectedCallback(): void { super.connectedCallback(); document.addEventListener('relation', this.gone) }
  override disconnectedCallback(): void { super.disconnectedCallback(); document.removeEventListener('relation', this.gone) }
  protected override opened(): void { this.at = '' }
  protected override changed({ before, after, origin }: Parameters<Tag['changed']>[0]): void {
    const made = origin === 'person' && after.relations.length > before.relations.length ? after.relations.at(-1) : undefined
    if (made) this.at = keyOf(made)
  }
  private gone = (e: Event): void => {
    const { from, to } = (e as CustomEvent<{ from: string; to: string }>).detail
    this.at = keyOf({ from_id: from, to_id: to })
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('li.at .turn')?.focus())
  }
  override render() {
    const all = this.state.relations.filter(r => this.session.region(r.from_id) && this.session.region(r.to_id)), key = this.binding(a => a.do === 'relate')?.chords[0]
    return html`<section class="tag-relations" aria-label=${gettext('Relations')}>
      <p class="tag-title">${gettext('Relations')} <span class="number muted">${all.length || nothing}</span></p>
      ${all.length ? html`<ul>${repeat(all, keyOf, r => this.row(r))}</ul>`
        : html`<p class="muted small">${gettext('None yet. Go to a region, press the key, go to the other end, press it again; or drag the arrow beside the region there.')}${key ? html` <kbd>${key}</kbd>` : nothing}</p>`}
      <p class="unseen" role="status">${all.length ? fill(ngettext('%(n)s relation', '%(n)s relations', all.length), { n: all.length }) : ''}</p></section>`
  }
  private words(id: string): string { return short(told(this.session.region(id)!)) }
  private row(r: Relation) {
    const { session } = this, from = this.words(r.from_id), to = this.words(r.to_id), at = this.at === keyOf(r), what = { from, to }
    const options = session.schema.relations ?? [], labels = r.labels ?? [], names = labels.map(l => options.find(o => o.value === l)?.text ?? l)
    const way = { right: gettext('from “%(from)s” to “%(to)s”'), left: gettext('from “%(to)s” to “%(from)s”'), bi: gettext('between “%(from)s” and “%(to)s”') }[r.direction]
    return html`<li class=${at ? 'at' : ''}>
      ${this.end(r.from_id, from)}
      <button type="button" class="button small quiet turn" aria-label=${fill(gettext('Turn the relation %(way)s'), { way: fill(way, what) })} title=${gettext('Turn it')} @click=${() => session.turn(r.from_id, r.to_id)}>${SIGN[r.direction]}</button>
      ${this.end(r.to_id, to)}
      ${options.length && !at ? html`<button type="button" class="button small quiet names" aria-expanded="false" @click=${() => { this.at = keyOf(r) }}>${names.join(', ') || gettext('Name it')}</button>` : nothing}
      <button type="button" class="button small quiet remove" aria-label=${fill(gettext('Remove the relation %(way)s'), { way: fill(way, what) })} @click=${() => session.unrelate(r.from_id, r.to_id)}>${gettext('Remove')}</button>
      ${options.length && at ? html`<span class="choose" role="group" aria-label=${gettext('What the relation is called')}>${options.map(o => html`<button type="button" data-answer class="button small" aria-pressed=${labels.includes(o.value)} title=${o.hint || nothing} @click=${() => session.nameRelation(r.from_id, r.to_id, o.value)}><span dir="auto">${o.text}</span></button>`)}</span>` : nothing}</li>`
  }
  private end(id: string, text: string) {
    const labels = labelsOf(this.session.region(id)!, this.session.schema).join(', ')
    return html`<button type="button" class="end" aria-current=${this.focused.active === id ? 'true' : nothing} @click=${() => this.session.activate(id)}><span class="quote" dir="auto">${text}</span>${labels ? html` <small class="muted">${labels}</small>` : nothing}</button>`
  }
}
customElements.define('an-relations', Relations)
register('Relations', (node, { session, keys }) => html`<an-relations .node=${node} .session=${session} .keys=${keys}></an-relations>`)

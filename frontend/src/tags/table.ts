/** What a task holds as keys and values, as a list of records, or as CSV. */
import { html, nothing } from 'lit'
import { fill, gettext, ngettext } from '../core/language'
import { gridOf, type Grid } from '../core/table/rows'
import { rawOf } from '../core/values'
import '../styles/tag-table.css'
import { Tag } from './base'
import { register } from './registry'

/** So many rows at once: a page of more is slow to read and to draw. */
const MOST = 200
const NUMBER = /^-?[\d,.]*\d%?$/

export class Table extends Tag {
  static override properties = { ...Tag.properties, more: { state: true } }
  declare more: boolean
  private grid: Grid | null = null
  constructor() { super(); this.more = false }
  private get field(): string { return (this.node.attrs['value'] ?? '').replace(/^\$/, '') }
  protected override opened(): void { this.more = false; this.grid = gridOf(rawOf(this.node.attrs['value'], this.session.data), this.node.attrs['valueType']) }
  override render() {
    const { grid } = this
    if (/url/i.test(this.node.attrs['valueType'] ?? '')) return html`<p class="alert warn" role="note">${gettext('This config asks for a table at an address. Only tables in the task itself are shown.')}</p>`
    if (!grid) return html`<p class="alert warn" role="note">${fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field: this.field })}</p>`
    if (!grid.rows.length) return html`<p class="muted">${gettext('(an empty table)')}</p>`
    const rows = this.more ? grid.rows : grid.rows.slice(0, MOST), rest = grid.rows.length - rows.length
    const numeric = grid.rows[0]!.map((_, i) => grid.is === 'rows' && grid.rows.every(r => !r[i] || NUMBER.test(r[i]!)))
    return html`<div class="tag-table scroll-x" tabindex="0" role="region" aria-label=${this.node.attrs['name'] ?? gettext('Table')}><table class="table ${grid.is}">
      ${grid.head.length ? html`<thead><tr>${grid.head.map((h, i) => html`<th scope="col" dir="auto" class=${numeric[i] ? 'num' : nothing}>${h}</th>`)}</tr></thead>` : nothing}
      <tbody>${rows.map(row => html`<tr>${row.map((cell, i) => (grid.is === 'pairs' && !i ? html`<th scope="row" dir="auto">${cell}</th>` : html`<td dir="auto" class=${numeric[i] ? 'num' : nothing}>${cell}</td>`))}</tr>`)}</tbody></table></div>
      ${rest ? html`<button type="button" class="button small" @click=${() => { this.more = true }}>${fill(ngettext('%(n)s more row', '%(n)s more rows', rest), { n: rest })}</button>` : nothing}`
  }
}
customElements.define('an-table', Table)
register('Table', (node, { session, keys }) => html`<an-table .node=${node} .session=${session} .keys=${keys}></an-table>`)

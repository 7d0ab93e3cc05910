/** A tree of classes, drawn and worked by keyboard as WAI-ARIA describes a tree; what is chosen stands above it. */
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { flat, optionsOf, yes, type Option, type TaxonomyControl } from '../core/controls'
import { manyOf } from '../core/keymap'
import { fill, gettext, ngettext } from '../core/language'
import { sound } from '../core/missing'
import type { Path } from '../core/types'
import { ask, left, Question } from './question'
import '../styles/tag-taxonomy.css'

const key = (path: Path): string => JSON.stringify(path)
/** Trees of so many nodes begin unfolded; rows of a longer list than this are found by filtering. */
const SMALL = 20, LONG = 400
interface Row { readonly option: Option; readonly at: string; readonly level: number; readonly place: number; readonly of: number; readonly open: boolean | null }
const LENGTH = /^\d+(\.\d+)?(px|rem|em|ch|%|vw)?$/
const length = (given: string | undefined): string => (given && LENGTH.test(given.trim()) ? (/\d$/.test(given.trim()) ? `${given.trim()}px` : given.trim()) : '')

sound.set('taxonomy', (control, answer) => (control.kind === 'taxonomy' && answer.kind === 'taxonomy' && control.most && answer.paths.length > control.most
  ? fill(gettext('%(name)s takes %(n)s at most.'), { name: control.title || control.name, n: control.most }) : ''))

export class Taxonomy extends Question<TaxonomyControl> {
  static override properties = { ...Question.properties, filter: { state: true }, unfolded: { state: true }, on: { state: true } }
  declare filter: string
  declare unfolded: ReadonlySet<string>
  /** The row that Tab comes to. */
  declare on: string
  constructor() { super(); this.filter = ''; this.unfolded = new Set(); this.on = '' }
  private get options(): readonly Option[] { return optionsOf(this.control, this.session.data) }
  private get chosen(): readonly Path[] { const now = this.answered; return now?.kind === 'taxonomy' ? now.paths : [] }
  protected override opened(): void {
    const { options } = this, all = flat(options), above = this.chosen.flatMap(p => p.slice(1).map((_, n) => key(p.slice(0, n + 1))))
    this.filter = ''
    this.unfolded = new Set(all.length <= SMALL ? all.filter(o => o.children.length).map(o => key(o.path)) : above)
    this.on = this.chosen[0] ? key(this.chosen[0]) : ''
  }
  private hit(o: Option): boolean { return o.text.toLowerCase().includes(this.filter.trim().toLowerCase()) }
  private shown(options: readonly Option[]): readonly Option[] {
    return options.flatMap(o => { const below = this.shown(o.children); return this.hit(o) ? [o] : below.length ? [{ ...o, children: below }] : [] })
  }
  private rows(options: readonly Option[], level = 1): Row[] {
    return options.flatMap((option, n): Row[] => {
      const at = key(option.path), open = option.children.length ? !!this.filter.trim() || this.unfolded.has(at) : null
      return [{ option, at, level, place: n + 1, of: options.length, open }, ...(open ? this.rows(option.children, level + 1) : [])]
    })
  }
  private get visible(): Row[] { return this.rows(this.filter.trim() ? this.shown(this.options) : this.options) }
  private choosable(o: Option): boolean { return !o.children.length || !yes(this.control.attrs['leafsOnly']) }
  private get separator(): string { return this.control.attrs['pathSeparator'] ?? ' / ' }
  /** A path in the words people read; an alias stands only in the result. */
  private words(path: Path): string[] {
    let options = this.options
    return path.map(part => { const found = options.find(o => o.value === part); options = found?.children ?? []; return found?.text ?? part })
  }
  private told(path: Path): string { const words = this.words(path); return yes(this.control.attrs['showFullPath']) ? words.join(this.separator) : words.at(-1) ?? '' }

  override render() {
    const { control, options, chosen } = this, all = this.visible, rows = all.slice(0, LONG), { most, attrs } = control, offer = this.offered, full = most > 1 && chosen.length >= most
    const not = attrs['apiUrl'] ? gettext('Its classes lie at another address (apiUrl). Only classes in the label config or in the task itself are shown.')
      : yes(attrs['labeling']) ? gettext('Its classes are to be put on places of the text (labeling); this page asks for classes of the whole task or of a region.') : ''
    if (not) return html`<div class="tag-unknown" role="note"><p><strong>${fill(gettext('“%(name)s” cannot be answered here.'), { name: this.label })}</strong> ${not}</p></div>`
    const on = rows.some(r => r.at === this.on) ? this.on : rows[0]?.at
    return html`<div class="tag-field taxonomy">${this.heading(most > 1 ? html`<span class="muted small">${fill(gettext('%(n)s of %(of)s'), { n: chosen.length, of: most })}</span>` : nothing)}
      ${offer?.answer.kind === 'taxonomy' ? this.suggestion(offer.answer.paths.map(p => this.words(p).join(this.separator)).join(', ')) : nothing}
      <ul class="chosen" aria-label=${fill(gettext('Chosen in %(name)s'), { name: this.label })}>${chosen.length ? repeat(chosen, key, p => html`<li class="label" title=${this.words(p).join(this.separator)}><span dir="auto">${this.told(p)}</span>
        <button type="button" aria-label=${fill(gettext('Remove %(what)s'), { what: this.words(p).join(this.separator) })} @click=${() => this.toggle(p)}><span aria-hidden="true">×</span></button></li>`)
        : html`<li class="muted">${attrs['placeholder'] || gettext('Nothing chosen yet')}</li>`}</ul>
      ${manyOf(control, this.session.data) ? html`<input type="search" placeholder=${fill(gettext('Filter %(n)s classes'), { n: flat(options).length })} aria-label=${fill(gettext('Filter %(name)s'), { name: this.label })} .value=${this.filter}
        @input=${(e: Event) => { this.filter = (e.target as HTMLInputElement).value }} @keydown=${this.searched}>` : nothing}
      ${rows.length ? html`<div class="tree" role="tree" aria-label=${this.label} aria-multiselectable=${most !== 1} .style=${`min-width: ${length(attrs['minWidth']) || '0'}; max-width: ${length(attrs['maxWidth']) || 'none'}`} @keydown=${this.pressed}>${repeat(rows, r => r.at, r => this.row(r, r.at === on, full))}</div>` : nothing}
      ${rows.length ? nothing : html`<p class="muted">${this.filter.trim() ? fill(gettext('No class has “%(said)s” in its name.'), { said: this.filter }) : gettext('There are no classes to choose from.')}</p>`}
      ${all.length > LONG ? html`<p class="muted small">${fill(ngettext('%(n)s more: filter to find it.', '%(n)s more: filter to find them.', all.length - LONG), { n: all.length - LONG })}</p>` : nothing}
      ${full ? html`<p class="muted small" role="status">${fill(gettext('That is all: %(n)s may be chosen. Take one back to choose another.'), { n: most })}</p>` : nothing}</div>`
  }
  private row({ option: o, at, level, place, of, open }: Row, tab: boolean, full: boolean): TemplateResult {
    const chosen = this.chosen.some(p => key(p) === at), can = this.choosable(o), offer = this.offered
    const suggested = offer?.answer.kind === 'taxonomy' && offer.answer.paths.some(p => key(p) === at)
    return html`<div role="treeitem" class="node ${suggested ? 'suggested' : ''}" data-at=${at} data-level=${Math.min(level, 8)} tabindex=${tab ? 0 : -1} aria-level=${level} aria-posinset=${place} aria-setsize=${of}
      aria-expanded=${open ?? nothing} aria-checked=${can ? chosen : nothing} aria-disabled=${can && full && !chosen ? 'true' : nothing} title=${o.hint || nothing} @click=${() => { this.on = at; this.take(o) }}>
      <span class="twist" aria-hidden="true" @click=${(e: Event) => { if (open !== null) { e.stopPropagation(); this.on = at; this.fold(at) } }}></span>${can ? html`<span class="mark" aria-hidden="true"></span>` : nothing}
      <span class="said" dir="auto">${o.text}</span>${o.hint ? html`<small class="muted" dir="auto">${o.hint}</small>` : nothing}${suggested ? html`<small class="by-model">${gettext('suggested')}</small>` : nothing}</div>`
  }
  private fold(at: string): void { this.unfolded = new Set(this.unfolded.has(at) ? [...this.unfolded].filter(s => s !== at) : [...this.unfolded, at]) }
  private take(o: Option): void { if (this.choosable(o)) this.toggle(o.path); else this.fold(key(o.path)) }
  private toggle(path: Path): void { this.session.choose(this.control.name, path) }
  private go(row: Row | undefined): void {
    if (!row) return
    this.on = row.at
    void this.updateComplete.then(() => [...this.querySelectorAll<HTMLElement>('[role=treeitem]')].find(e => e.dataset['at'] === row.at)?.focus())
  }
  /** The arrows of the tree pattern: right unfolds, then goes in; left folds, then goes out. */
  private pressed = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.shiftKey || e.isComposing) return
    const rows = this.visible.slice(0, LONG), n = Math.max(0, rows.findIndex(r => r.at === (e.target as HTMLElement).dataset['at'])), row = rows[n]
    if (!row) return
    switch (e.key) {
      case 'ArrowDown': this.go(rows[n + 1]); break
      case 'ArrowUp': this.go(rows[n - 1]); break
      case 'Home': this.go(rows[0]); break
      case 'End': this.go(rows.at(-1)); break
      case 'ArrowRight': if (row.open === false) this.fold(row.at); else if (row.open) this.go(rows[n + 1]); break
      case 'ArrowLeft': if (row.open && !this.filter.trim()) this.fold(row.at); else this.go(rows.slice(0, n).findLast(r => r.level < row.level)); break
      case ' ': case 'Enter': this.on = row.at; this.take(row.option); break
      case 'Escape': this.leave(); break
      default: return
    }
    e.preventDefault()
  }
  /** From the filter: down into the tree, Enter takes the first that fits, Escape goes back to the page. */
  private searched = (e: KeyboardEvent): void => {
    if (e.key === 'ArrowDown') { e.preventDefault(); this.go(this.visible.find(r => this.hit(r.option)) ?? this.visible[0]); return }
    if (!left(e)) return
    e.preventDefault()
    const found = e.key === 'Enter' && this.filter.trim() ? this.visible.find(r => this.hit(r.option) && this.choosable(r.option)) : undefined
    this.filter = ''
    this.leave()
    if (!found) return
    this.on = found.at
    this.unfolded = new Set([...this.unfolded, ...found.option.path.slice(1).map((_, n) => key(found.option.path.slice(0, n + 1)))])
    this.toggle(found.option.path)
  }
}
customElements.define('an-taxonomy', Taxonomy)
ask('Taxonomy', (node, { session, keys }) => html`<an-taxonomy .node=${node} .session=${session} .keys=${keys}></an-taxonomy>`)

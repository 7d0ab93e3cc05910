/** A list put in order, or sorted into buckets: by dragging, by buttons, and by keys on the item that has the focus. */
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { yes, type RankerControl } from '../core/controls'
import { fill, gettext } from '../core/language'
import { boardOf, columnOf, columnsOf, moved, UNSORTED, type Board, type Column } from '../core/ranking'
import { inside, itemsOf, type Item } from './list'
import { ask, Question } from './question'
import '../styles/tag-ranker.css'

/** So far a pointer goes before a press becomes a drag. */
const THRESHOLD = 6
interface Drag { readonly id: string; readonly item: HTMLElement; readonly x: number; readonly y: number; begun: boolean }

export class Ranker extends Question<RankerControl> {
  static override properties = { ...Question.properties, drop: { state: true }, told: { state: true } }
  /** Where the item that is being dragged would lie. */
  declare drop: { readonly column: string; readonly place: number } | null
  declare told: string
  private drag: Drag | null = null
  constructor() { super(); this.drop = null; this.told = '' }
  protected override opened(): void { this.told = ''; this.end() }
  private get list() { return this.session.schema.objects.find(o => o.name === this.control.toName) }
  /** What is ranked names the question where the config does not. */
  protected override get label(): string { return this.control.title || this.list?.node.attrs['title'] || this.control.name }
  private get items() { return itemsOf(this.list?.node.attrs['value'], this.session.data) }
  private get preset(): string | undefined { return this.node.children.find(c => c.tag === 'Bucket' && yes(c.attrs['default']))?.attrs['name'] }
  private get columns(): readonly Column[] { return columnsOf(this.control.name, this.list?.node.attrs['title'] || this.control.name, this.control.buckets, this.preset) }
  private get board(): Board { return boardOf(this.answered, this.columns, this.items.items.map(i => i.id), this.preset) }
  /** The digit that sends an item to a column: 0 back to the unsorted ones. */
  private digit(n: number): number { return this.columns[0]?.id === UNSORTED ? n : n + 1 }

  override render() {
    const { columns, board, preset } = this, { items, problem } = this.items, named = new Map(items.map(i => [i.id, i])), sorts = columns.length > 1, offer = this.offered
    const list = this.list
    if (list?.tag !== 'List') return html`<p class="alert warn" role="note">${fill(gettext('“%(name)s” ranks the items of a List, and the label config names none.'), { name: this.label })}</p>`
    const words = (id: string): string => { const i = named.get(id); return i?.title || i?.body || id }
    return html`${problem ? html`<p class="alert warn" role="note">${problem}</p>` : nothing}<div class="tag-field ranker" role="group" aria-label=${this.label}>${this.heading()}
      ${offer ? this.suggestion(columns.filter(c => c.id !== UNSORTED).map(c => `${sorts ? `${c.title}: ` : ''}${boardOf(offer.answer, columns, [...named.keys()], preset)[c.id]!.map(words).join(' › ')}`).join(' · ')) : nothing}
      <p class="small muted" id="rank-${this.control.name}">${sorts ? gettext('Drag, or press on an item: Shift with an arrow moves it, a digit sends it to the bucket of that number.') : gettext('Drag, or press on an item: Shift with an arrow moves it, a digit sends it to that place.')}</p>
      <div class="board ${sorts ? 'sorts' : ''}">${columns.map((c, n) => html`<section class="column ${this.drop?.column === c.id ? 'over' : ''}" data-column=${c.id} aria-label=${c.title}>
        ${sorts ? html`<h3><kbd aria-hidden="true">${this.digit(n)}</kbd> <span dir="auto">${c.title || gettext('Not sorted')}</span> <span class="muted number">${board[c.id]!.length}</span></h3>` : nothing}
        <ol class="items">${repeat(board[c.id]!, id => id, (id, place) => this.item(named.get(id) ?? { id, title: id, body: '', html: '' }, c, place, board[c.id]!.length))}</ol>
        ${board[c.id]!.length ? nothing : html`<p class="muted small none">${gettext('Nothing here yet.')}</p>`}</section>`)}</div>
      ${this.answered ? nothing : html`<p class="cluster"><span class="muted small">${sorts ? gettext('Nothing is sorted yet.') : gettext('This is the order they came in, not your answer yet.')}</span>
        <button type="button" class="button small" @click=${() => this.keep(board)}>${sorts ? gettext('Leave them like this') : gettext('Keep this order')}</button></p>`}
      <p class="unseen" role="status">${this.told}</p></div>`
  }
  private item(item: Item, column: Column, place: number, of: number): TemplateResult {
    const words = item.title || item.body || item.id, { columns } = this, d = this.drop
    const here = d?.column === column.id, rest = (this.board[column.id] ?? []).filter(i => i !== this.drag?.id), line = here && (rest[d.place] === item.id ? 'before' : d.place >= rest.length && rest.at(-1) === item.id ? 'after' : '')
    const step = (by: number, name: string, sign: string, off: boolean): TemplateResult => html`<button type="button" tabindex="-1" class="step" ?disabled=${off} aria-label=${fill(name, { what: words })} @click=${() => this.send(item.id, column.id, place + by)}><span aria-hidden="true">${sign}</span></button>`
    return html`<li class="item ${line || ''}" data-id=${item.id} @pointerdown=${(e: PointerEvent) => this.press(e, item.id)} @keydown=${(e: KeyboardEvent) => this.pressed(e, item.id)}>
      <button type="button" class="handle" aria-label=${columns.length > 1 ? fill(gettext('%(what)s, %(n)s of %(of)s in %(bucket)s'), { what: words, n: place + 1, of, bucket: column.title || gettext('Not sorted') }) : fill(gettext('%(what)s, place %(n)s of %(of)s'), { what: words, n: place + 1, of })} aria-describedby="rank-${this.control.name}"><span aria-hidden="true">${column.id === UNSORTED ? '⠿' : place + 1}</span></button>
      ${inside(item)}
      <span class="steps">${columns.length > 1 ? columns.map((c, n) => (c === column || c.id === column.id ? nothing : html`<button type="button" tabindex="-1" class="step" aria-label=${fill(gettext('Move %(what)s to %(bucket)s'), { what: words, bucket: c.title || gettext('Not sorted') })} @click=${() => this.sort(item.id, c)}><span aria-hidden="true">${this.digit(n)}</span></button>`)) : nothing}
        ${step(-1, gettext('Move %(what)s up'), '↑', !place)}${step(1, gettext('Move %(what)s down'), '↓', place === of - 1)}</span></li>`
  }
  private keep(board: Board): void { this.say({ kind: 'ranker', ranker: board }) }
  private send(id: string, to: string, place: number): void {
    const { board } = this, next = moved(board, id, to, place)
    if (JSON.stringify(next) === JSON.stringify(board)) return
    this.keep(next)
    const column = this.columns.find(c => c.id === to)
    this.told = fill(gettext('%(what)s: place %(n)s of %(of)s in %(bucket)s'), { what: this.items.items.find(i => i.id === id)?.title || id, n: next[to]!.indexOf(id) + 1, of: next[to]!.length, bucket: column?.title || gettext('Not sorted') })
  }
  private focus_(id: string | undefined): void {
    if (id !== undefined) void this.updateComplete.then(() => [...this.querySelectorAll<HTMLElement>('li.item')].find(e => e.dataset['id'] === id)?.querySelector<HTMLElement>('.handle')?.focus())
  }
  /** To the end of a bucket; the keys stay with the next one of those it came from. */
  private sort(id: string, to: Column): void {
    const from = columnOf(this.board, id), rest = from === undefined ? [] : this.board[from]!, at = rest.indexOf(id)
    this.send(id, to.id, Infinity)
    this.focus_(rest[at + 1] ?? rest[at - 1] ?? id)
  }
  private pressed(e: KeyboardEvent, id: string): void {
    const { board, columns } = this, from = columnOf(board, id)
    if (from === undefined || e.ctrlKey || e.metaKey || e.altKey || !(e.target as HTMLElement).closest('.handle')) return
    const order = columns.flatMap(c => board[c.id]!), at = board[from]!.indexOf(id), column = columns.findIndex(c => c.id === from), n = /^(?:Digit|Numpad)(\d)$/.exec(e.code)?.[1]
    const up = e.key === 'ArrowUp', side = e.key === 'ArrowLeft' ? -1 : 1
    if (up || e.key === 'ArrowDown') {
      if (e.shiftKey) { this.send(id, from, at + (up ? -1 : 1)); this.focus_(id) }
      else this.focus_(order[order.indexOf(id) + (up ? -1 : 1)])
    } else if (e.shiftKey && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
      const to = columns[column + side]
      if (to) { this.send(id, to.id, at); this.focus_(id) }
    } else if (n !== undefined && !e.shiftKey) {
      const to = columns.length > 1 ? columns.find((_, i) => this.digit(i) === Number(n)) : undefined
      if (to && to.id !== from) this.sort(id, to)
      else if (columns.length === 1 && Number(n)) { this.send(id, from, Number(n) - 1); this.focus_(id) }
    } else if (e.key === 'Escape' && !this.drag) this.leave()
    else return
    e.preventDefault()
  }

  // --- dragging ---------------------------------------------------------------------------------------------------
  private press(e: PointerEvent, id: string): void {
    const at = e.target as HTMLElement
    if (e.button || this.drag || at.closest('.step')) return
    // A finger on the words scrolls the page; on the handle it drags.
    if (e.pointerType === 'touch' && !at.closest('.handle')) return
    this.drag = { id, item: e.currentTarget as HTMLElement, x: e.clientX, y: e.clientY, begun: false }
    for (const [type, fn] of this.ways) document.addEventListener(type, fn as EventListener)
  }
  private follow = (e: PointerEvent): void => {
    const { drag } = this
    if (!drag || (!drag.begun && Math.hypot(e.clientX - drag.x, e.clientY - drag.y) < THRESHOLD)) return
    drag.begun = true
    drag.item.classList.add('dragging')
    drag.item.style.transform = `translate(${e.clientX - drag.x}px, ${e.clientY - drag.y}px)`
    const column = document.elementsFromPoint(e.clientX, e.clientY).map(el => el.closest<HTMLElement>('[data-column]')).find(c => c && this.contains(c))
    if (!column) { this.drop = null; return }
    const rest = [...column.querySelectorAll<HTMLElement>('li.item')].filter(li => li !== drag.item)
    const place = rest.filter(li => { const box = li.getBoundingClientRect(); return box.top + box.height / 2 < e.clientY }).length
    if (this.drop?.column !== column.dataset['column'] || this.drop?.place !== place) this.drop = { column: column.dataset['column']!, place }
  }
  private let = (): void => {
    const { drag, drop } = this
    this.end()
    if (!drag?.begun || !drop) return
    this.send(drag.id, drop.column, drop.place)
    this.focus_(drag.id)
  }
  private broken = (e: Event): void => { if (!(e instanceof KeyboardEvent)) this.end(); else if (e.key === 'Escape') { e.preventDefault(); this.end() } }
  private readonly ways: readonly (readonly [string, (e: never) => void])[] = [['pointermove', this.follow], ['pointerup', this.let], ['pointercancel', this.broken], ['keydown', this.broken]]
  private end(): void {
    for (const [type, fn] of this.ways) document.removeEventListener(type, fn as EventListener)
    if (this.drag) { this.drag.item.classList.remove('dragging'); this.drag.item.style.transform = '' }
    this.drag = null
    this.drop = null
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.end() }
}
customElements.define('an-ranker', Ranker)
ask('Ranker', (node, { session, keys }) => html`<an-ranker .node=${node} .session=${session} .keys=${keys}></an-ranker>`)

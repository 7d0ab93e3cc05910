/**
 * A text whose places are labelled. A line whose spans did not change is not drawn again; the active span and the pending place are painted
 * over it. Pointer and keys do the same: they choose a range, or move the borders of the one that is chosen.
 */
import { html, nothing, type PropertyValues } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { optionsOf, type RegionControl } from '../../core/controls'
import { gettext } from '../../core/language'
import { offsetMap, type OffsetMap } from '../../core/offsets'
import { moveEnd, moveStart, nudgeEnd, nudgeStart, snapped, step } from '../../core/spans/borders'
import { layout, plain, type Line } from '../../core/spans/lines'
import { tokensIn } from '../../core/spans/tokens'
import { unitsFor, type Range as Units, type Snap, type Units as Borders } from '../../core/spans/words'
import type { Json, Pending } from '../../core/types'
import '../../styles/tag-spans.css'
import { Tag } from '../base'
import './arrows'
import { arrowsOf, type Arrows } from './arrows'
import { marked } from './mark'
import { Marks, rangeIn } from './marks'
import { Painter } from './paint'
import { positionAt, rangeOf, selectedIn } from './place'
import { snapping } from './snap'

const sized = (text: string): string => (text.length > 600 ? 'long' : text.length > 160 ? '' : 'short')
/** While a finger still moves the ends of the browser's selection. */
const SETTLE_MS = 350

export class Spans extends Tag {
  static override properties = { ...Tag.properties, text: { attribute: false } }
  declare text: string
  private map!: OffsetMap
  private marks!: Marks
  private lines: readonly Line[] = []
  private tokens: readonly Units[] | 'unfit' | null = null
  private borders = new Map<Snap, Borders>()
  private readonly painter = new Painter()
  /** Where the arrows go on from once nothing is chosen. */
  private last: Units | null = null
  private touched = false
  private frame: number | null = null
  private revealing: Range | null = null
  private settling: ReturnType<typeof setTimeout> | undefined
  private readonly watcher = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(() => this.measure(null))

  override connectedCallback(): void {
    super.connectedCallback()
    this.dataset['acts'] = ''
    document.addEventListener('selectionchange', this.selecting)
    document.addEventListener('copy', this.copied)
    this.watcher?.observe(this)
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('selectionchange', this.selecting)
    document.removeEventListener('copy', this.copied)
    clearTimeout(this.settling)
    this.watcher?.disconnect()
    this.painter.clear()
  }
  protected override opened(): void {
    this.map = offsetMap(this.text)
    this.marks = new Marks(this.session, this.map, this.name)
    this.lines = plain(this.text)
    this.tokens = tokensIn(this.session.data, (this.node.attrs['value'] ?? '').replace(/^\$/, ''), this.text, this.map)
    this.borders = new Map()
    this.last = null
    setTimeout(() => { if (this.isConnected) void this.units }, 200) // so that the first key does not wait for the words
  }
  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    this.lines = layout(this.lines, this.marks.all)
  }

  // --- what is chosen -----------------------------------------------------------------------------------------------
  private get makers(): RegionControl[] { return this.session.controls.filter((c): c is RegionControl => c.kind === 'labels' && c.shape === 'span' && c.toNames.includes(this.name)) }
  private get units(): Borders {
    const snap = snapping.now, found = this.borders.get(snap) ?? unitsFor(this.text, snap, this.tokens === 'unfit' ? null : this.tokens)
    this.borders.set(snap, found)
    return found
  }
  /** The pending place or the active region, as far as it is in this text. */
  get chosen(): Units | null {
    const { focus: { pending }, active } = this.session
    if (pending) return pending.to === this.name ? [this.map.toUtf16(pending.value['start'] as number), this.map.toUtf16(pending.value['end'] as number)] : null
    return active?.to === this.name ? rangeIn(active, this.map) : null
  }
  private valueAt([start, end]: Units, old: Json = {}): Json {
    const quoted = 'start' in old ? 'text' in old : !['no', 'none'].includes(this.node.attrs['savetextresult'] ?? ''), at = { start: this.map.toCodePoint(start), end: this.map.toCodePoint(end) }
    return { ...old, ...at, ...('globalOffsets' in old ? { globalOffsets: at } : {}), ...(quoted ? { text: this.text.slice(start, end) } : {}) }
  }
  private pendingAt(range: Units): Pending { return { to: this.name, value: this.valueAt(range), by: this.makers.map(c => c.name) } }
  private pend(range: Units | null): void { if (range) { this.last = range; this.session.pend(this.pendingAt(range)) } }
  /** New borders for what is chosen; one step back for all that were tried on the way. */
  move(range: Units, gesture = ''): void {
    const { active, focus } = this.session
    if (focus.pending || !active) return this.pend(range)
    this.last = range
    this.session.place(active.id, this.valueAt(range, active.value), `borders ${active.id} ${gesture}`)
  }
  /** A hand chose this. The label that is armed, or the only one, is put there; a place that has it already is gone to. */
  private choose(range: Units): void {
    this.last = range
    const pending = this.pendingAt(range), { armed } = this.session.focus, labels = this.makers.flatMap(c => optionsOf(c, this.session.data).map(o => ({ control: c.name, label: o.value })))
    const put = armed ?? (labels.length === 1 ? labels[0]! : null)
    const there = put && this.session.state.regions.find(r => {
      const answer = r.answers[put.control]
      return r.to === this.name && r.value['start'] === pending.value['start'] && r.value['end'] === pending.value['end'] && answer?.kind === 'labels' && (put.label === null || answer.labels.includes(put.label))
    })
    if (there) this.session.activate(there.id)
    else this.session.mark(pending)
  }

  // --- keys -----------------------------------------------------------------------------------------------------------
  override act(what: string): boolean {
    const range = this.chosen, { text, units } = this, by = what.endsWith('left') ? -1 : 1
    switch (what) {
      case 'snap': snapping.turn(); return true
      case 'right': case 'left': this.pend(step(units, range ?? this.last, by)); return true
      case 'Shift+right': case 'Shift+left': return this.moved(range && moveEnd(units, range, by))
      case 'Alt+Shift+right': case 'Alt+Shift+left': return this.moved(range && nudgeEnd(text, range, by))
      case 'Mod+right': case 'Mod+left': return this.moved(range && moveStart(units, range, by))
      case 'Mod+Shift+right': case 'Mod+Shift+left': return this.moved(range && nudgeStart(text, range, by))
      case 'finish': return this.finish()
      default: return false
    }
  }
  private moved(range: Units | null): boolean { if (range) this.move(range); return !!range }
  /** Enter puts an armed label on the pending place. */
  private finish(): boolean {
    const { pending, armed } = this.session.focus
    return pending?.to === this.name && !!armed && this.session.mark(pending) !== null
  }

  // --- pointer --------------------------------------------------------------------------------------------------------
  private get root(): HTMLElement { return this.querySelector<HTMLElement>('.tag-text')! }
  private pressed = (e: MouseEvent): void => {
    if (e.button !== 0) return
    if (e.shiftKey && this.chosen) { e.preventDefault(); return this.nearer(e) }
    document.addEventListener('mouseup', this.released, { once: true })
  }
  private released = (e: MouseEvent): void => {
    const selected = selectedIn(this.root, this.lines)
    if (this.touched && selected) return // a finger has handles of its own: see `selecting`
    if (!selected) { if (e.target instanceof Element && this.root.contains(e.target)) this.clicked(e.target); return }
    const range = snapped(this.text, this.units, snapping.now, ...selected)
    getSelection()?.removeAllRanges()
    if (range) this.choose(range)
  }
  /** A click with Shift brings the nearer border there: a span is changed without dragging. */
  private nearer(e: MouseEvent): void {
    const at = positionAt(this.root, this.lines, e.clientX, e.clientY), range = this.chosen
    if (at === null || !range) return
    this.pull(Math.abs(at - range[0]) < Math.abs(at - range[1]) && at < range[1] ? 'start' : 'end', at)
  }
  /** One border to a place, as far as units and the other border allow. */
  pull(which: 'start' | 'end', at: number, gesture = ''): void {
    const range = this.chosen
    if (!range) return
    const to = snapped(this.text, this.units, snapping.now, which === 'start' ? Math.min(at, range[1] - 1) : range[0], which === 'start' ? range[1] : Math.max(at, range[0] + 1))
    if (to) this.move(which === 'start' ? [to[0], range[1]] : [range[0], to[1]], gesture)
  }
  pulledTo(which: 'start' | 'end', x: number, y: number, gesture: string): void {
    const at = positionAt(this.root, this.lines, x, y)
    if (at !== null) this.pull(which, at, gesture)
  }
  /** The spans under a click, the shortest first; the same click again goes to the next of them. */
  private clicked(target: Element): void {
    const { session } = this, ids = target.closest<HTMLElement>('mark[data-spans]')?.dataset['spans']?.split(' ') ?? [], length = (id: string): number => { const r = session.region(id); return r ? Number(r.value['end']) - Number(r.value['start']) : 0 }
    const inner = ids.sort((a, b) => length(a) - length(b)), next = inner[(inner.indexOf(session.focus.active ?? '') + 1) % inner.length] ?? null
    if (!next && session.focus.linking) return session.unlink()
    session.activate(next)
    if (next && session.focus.linking && session.focus.linking !== next) session.link()
  }
  private touching = (e: PointerEvent): void => { this.touched = e.pointerType === 'touch' }
  private selecting = (): void => {
    clearTimeout(this.settling)
    if (!this.touched) return
    this.settling = setTimeout(() => {
      const selected = this.hasUpdated ? selectedIn(this.root, this.lines) : null, range = selected && snapped(this.text, this.units, snapping.now, ...selected)
      if (range) this.pend(range)
    }, SETTLE_MS)
  }
  /** What is chosen is what one copies: the browser's own selection was given up for it. */
  private copied = (e: ClipboardEvent): void => {
    const range = this.chosen, typing = document.activeElement?.matches('input, textarea')
    if (!range || typing || !getSelection()?.isCollapsed || !e.clipboardData) return
    e.clipboardData.setData('text/plain', this.text.slice(...range))
    e.preventDefault()
  }

  // --- drawing --------------------------------------------------------------------------------------------------------
  override render() {
    const related = this.session.schema.relations ? 'related' : ''
    return html`${this.tokens === 'unfit' ? html`<p class="muted small" role="note">${gettext('The tokens of this task do not fit its text; its words are used instead.')}</p>` : nothing}<div
      class="tag-text spanned ${sized(this.text)} ${related}" tabindex="0" role="document" aria-label=${gettext('Text to annotate')} @mousedown=${this.pressed} @pointerdown=${this.touching}
      >${this.lines.map(line => guard([line], () => this.line(line)))}</div><an-arrows .of=${this}></an-arrows>`
  }
  private line(line: Line) {
    return html`<p dir="auto" class=${line.depth > 3 ? `deep-${Math.min(line.depth, 8)}` : nothing}>${line.blocks.map(block => guard([block], () => block.segments.map(s => marked(s, this.text))))}${this.text.slice(line.shown, line.end)}</p>`
  }
  override updated(changed: PropertyValues<this>): void {
    const { focus: { active, pending, linking } } = this.session, chosen = this.chosen, range = chosen && rangeOf(this.root, this.lines, chosen)
    this.painter.paint('span-active', pending ? null : range)
    this.painter.paint('span-pending', pending ? range : null)
    this.sign('on', pending ? null : active)
    this.sign('linking', linking)
    this.measure(range && changed.has('focused') ? range : null)
  }
  /** Once a frame, when the page is laid out anyway, however many keys came in between. */
  private measure(reveal: Range | null): void {
    if (reveal) this.revealing = reveal
    this.frame ??= requestAnimationFrame(() => {
      const range = this.revealing
      this.frame = this.revealing = null
      if (!this.isConnected) return
      if (range) this.reveal(range)
      this.arrange()
    })
  }
  /** Marks of one region, told apart without drawing any line again. */
  private sign(name: string, id: string | null): void {
    this.root.querySelectorAll<HTMLElement>(`mark[data-${name}]`).forEach(m => { delete m.dataset[name] })
    if (id !== null) this.root.querySelectorAll<HTMLElement>(`mark[data-spans~="${CSS.escape(id)}"]`).forEach(m => { m.dataset[name] = '' })
  }
  private reveal(range: Range): void {
    const { top, bottom } = range.getBoundingClientRect?.() ?? { top: 0, bottom: 0 }
    if (top < 90 || bottom > innerHeight - 110) scrollBy({ top: top - innerHeight / 3 })
  }
  private arrange(): void {
    const arrows = this.querySelector<Arrows>('an-arrows')
    if (arrows && this.hasUpdated) arrows.shown = arrowsOf(this.session, this, range => rangeOf(this.root, this.lines, range), region => (region.to === this.name ? rangeIn(region, this.map) : null))
  }
}
customElements.define('an-spans', Spans)

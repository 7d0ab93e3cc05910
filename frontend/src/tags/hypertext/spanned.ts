/**
 * What a page and a dialogue share: their text stands in many nodes, its places are chosen by pointer and by key, named, and drawn as
 * marks. A region whose place is not found is told of in the list and stays in the answer.
 */
import { type PropertyValues } from 'lit'
import { optionsOf, type RegionControl, type Shape } from '../../core/controls'
import { across, tight } from '../../core/html/flow'
import { gettext } from '../../core/language'
import { labelsOf } from '../../core/places'
import { moveEnd, moveStart, nudgeEnd, nudgeStart, snapped, step } from '../../core/spans/borders'
import type { Mark } from '../../core/spans/segments'
import { unitsFor, type Range as Stretch, type Snap, type Units } from '../../core/spans/words'
import type { Change, Json, Pending, Region } from '../../core/types'
import { Tag } from '../base'
import { look } from '../colour'
import { Painter } from '../spans/paint'
import { snapping } from '../spans/snap'
import type { Surface } from './surface'

const SETTLE_MS = 350

export abstract class Spanned extends Tag {
  protected surface: Surface | null = null
  private readonly painter = new Painter()
  private units = new Map<Snap, Units>()
  private found = new WeakMap<Json, { readonly range: Stretch | null }>()
  /** Where the arrows go on from once nothing is chosen. */
  private last: Stretch | null = null
  private touched = false
  private settling: ReturnType<typeof setTimeout> | undefined

  protected abstract readonly shape: Shape
  protected abstract prepared(): Surface | null
  protected abstract placeOf(range: Stretch): Json | null
  protected abstract located(value: Json): Stretch | null
  protected abstract quoteOf(range: Stretch): string
  protected get quotes(): boolean { return (this.node.attrs['savetextresult'] ?? this.node.attrs['saveTextResult']) !== 'no' }

  override connectedCallback(): void {
    super.connectedCallback()
    this.dataset['acts'] = ''
    document.addEventListener('selectionchange', this.selecting)
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('selectionchange', this.selecting)
    clearTimeout(this.settling)
    this.painter.clear()
  }
  protected override opened(): void {
    this.surface = this.prepared()
    this.units = new Map()
    this.found = new WeakMap()
    this.last = null
    this.tell()
  }
  protected override changed(_change: Change): void { this.tell() }

  // --- regions --------------------------------------------------------------------------------------------------------
  private get makers(): RegionControl[] { return this.session.controls.filter((c): c is RegionControl => c.kind === 'labels' && c.shape === this.shape && c.toNames.includes(this.name)) }
  private within(region: Region): Stretch | null {
    const known = this.found.get(region.value) ?? { range: this.surface && this.located(region.value) }
    this.found.set(region.value, known)
    return known.range
  }
  private get mine(): Region[] { return [...this.session.state.regions, ...this.session.ghosts].filter(r => r.to === this.name) }
  /** Nothing is dropped that cannot be drawn: it is said so where it is listed. */
  private tell(): void {
    for (const region of this.mine) this.session.remark(region.id, this.within(region) ? '' : this.lostSays)
  }
  protected get lostSays(): string { return gettext('not found in the page') }
  private get marks(): Mark[] {
    const { session } = this
    return this.mine.flatMap(region => {
      const range = this.within(region), ghost = session.isGhost(region.id)
      const [control, answer] = Object.entries(region.answers).find(([, a]) => a.kind === 'labels' && a.labels.length) ?? ['', null]
      const { hue, style } = look(session.schema, control, answer?.kind === 'labels' ? answer.labels[0]! : '')
      const name = [labelsOf(region, session.schema).join(', '), ...(ghost ? [session.sign(region.id)] : [])].filter(Boolean).join(' · ')
      return range ? [{ id: region.id, start: range[0], end: range[1], name, colour: style ? style.slice('--hue: '.length) : `var(--label-${hue.slice('hue-'.length)})`, ghost }] : []
    })
  }

  // --- what is chosen -------------------------------------------------------------------------------------------------
  protected get chosen(): Stretch | null {
    const { focus: { pending }, active } = this.session
    if (pending) return pending.to === this.name && this.surface ? this.located(pending.value) : null
    return active?.to === this.name ? this.within(active) : null
  }
  private get borders(): Units {
    const text = this.surface?.flow.text ?? '', found = this.units.get(snapping.now) ?? unitsFor(text, snapping.now, null)
    this.units.set(snapping.now, found)
    return found
  }
  private written(given: Stretch, old: Json = {}): Json | null {
    const range = this.surface && tight(this.surface.flow, given), place = range && this.placeOf(range)
    if (!range || !place) return null
    const { text: _text, ...rest } = old, quoted = 'start' in old ? 'text' in old : this.quotes
    return { ...rest, ...place, ...(quoted ? { text: this.quoteOf(range) } : {}) }
  }
  private pendingAt(range: Stretch): Pending | null {
    const value = this.written(range), by = this.makers.map(c => c.name)
    return value && by.length ? { to: this.name, value, by } : null
  }
  protected pend(range: Stretch | null): boolean {
    const pending = range && this.pendingAt(range)
    if (!pending) return false
    this.last = range
    this.session.pend(pending)
    return true
  }
  private move(range: Stretch): void {
    const { active, focus } = this.session
    if (focus.pending || !active) { this.pend(range); return }
    const value = this.written(range, active.value)
    this.last = range
    if (value) this.session.place(active.id, value, `borders ${active.id}`)
  }
  /** A hand chose this: the label that is armed, or the only one, is put there; a place that has it already is gone to. */
  private choose(range: Stretch): void {
    const pending = this.pendingAt(range)
    if (!pending) return
    this.last = range
    const { armed } = this.session.focus, labels = this.makers.flatMap(c => optionsOf(c, this.session.data).map(o => ({ control: c.name, label: o.value })))
    const put = armed ?? (labels.length === 1 ? labels[0]! : null), there = put && this.mine.find(r => {
      const answer = r.answers[put.control], at = this.within(r)
      return at?.[0] === range[0] && at[1] === range[1] && answer?.kind === 'labels' && (put.label === null || answer.labels.includes(put.label))
    })
    if (there) this.session.activate(there.id)
    else this.session.mark(pending)
  }

  // --- keys -----------------------------------------------------------------------------------------------------------
  override act(what: string): boolean {
    if (!this.surface || !this.makers.length) return false
    const range = this.chosen, { text } = this.surface.flow, { borders } = this, by = what.endsWith('left') ? -1 : 1
    switch (what) {
      case 'snap': snapping.turn(); return true
      case 'right': case 'left': return this.pend(step(borders, range ?? this.last, by))
      case 'Shift+right': case 'Shift+left': return this.moved(range, r => moveEnd(borders, r, by))
      case 'Alt+Shift+right': case 'Alt+Shift+left': return this.moved(range, r => nudgeEnd(text, r, by))
      case 'Mod+right': case 'Mod+left': return this.moved(range, r => moveStart(borders, r, by))
      case 'Mod+Shift+right': case 'Mod+Shift+left': return this.moved(range, r => nudgeStart(text, r, by))
      case 'finish': return this.finish()
      default: return false
    }
  }
  private moved(range: Stretch | null, how: (r: Stretch) => Stretch): boolean {
    if (range) this.move(across(this.surface!.flow, range, how))
    return !!range
  }
  private finish(): boolean {
    const { pending, armed } = this.session.focus
    return pending?.to === this.name && !!armed && this.session.mark(pending) !== null
  }

  // --- pointer --------------------------------------------------------------------------------------------------------
  protected pressed = (e: MouseEvent): void => { if (e.button === 0) document.addEventListener('mouseup', this.released, { once: true }) }
  protected touching = (e: PointerEvent): void => { this.touched = e.pointerType === 'touch' }
  /** Grown to what the object's own `granularity` says, else to what a person is used to. */
  protected grown([from, to]: Stretch): Stretch | null {
    const text = this.surface!.flow.text, snap = this.node.attrs['granularity'] === 'word' && snapping.now === 'character' ? 'word' : snapping.now
    return snapped(text, snap === snapping.now ? this.borders : unitsFor(text, snap, null), snap, from, to)
  }
  private released = (e: MouseEvent): void => {
    if (!this.surface) return
    const selected = this.surface.selected(getSelection())
    if (this.touched && selected) return // a finger has handles of its own: see `selecting`
    if (!selected) { if (e.target instanceof Element && this.surface.root.contains(e.target)) this.clicked(e.target); return }
    if (!this.makers.length) return // only to be read: what is selected may be copied
    const range = this.grown(selected)
    getSelection()?.removeAllRanges()
    if (range) this.choose(range)
  }
  /** The spans under a click, the shortest first; the same click again goes to the next of them. */
  private clicked(target: Element): void {
    const { session } = this, ids = target.closest<HTMLElement>('mark[data-spans]')?.dataset['spans']?.split(' ') ?? []
    const length = (id: string): number => { const region = session.region(id), at = region && this.within(region); return at ? at[1] - at[0] : 0 }
    const inner = ids.sort((a, b) => length(a) - length(b)), next = inner[(inner.indexOf(session.focus.active ?? '') + 1) % inner.length] ?? null
    if (!next && session.focus.linking) return session.unlink()
    session.activate(next)
    if (next && session.focus.linking && session.focus.linking !== next) session.link()
  }
  private selecting = (): void => {
    clearTimeout(this.settling)
    if (!this.touched || !this.surface) return
    this.settling = setTimeout(() => {
      const selected = this.surface?.selected(getSelection()), range = selected && this.grown(selected)
      if (range) this.pend(range)
    }, SETTLE_MS)
  }

  // --- drawing --------------------------------------------------------------------------------------------------------
  override updated(changed: PropertyValues<this>): void {
    const { surface } = this
    if (!surface) return this.painter.clear()
    surface.paint(this.marks)
    const { active, pending, linking } = this.session.focus, chosen = this.chosen, range = chosen && surface.range(chosen)
    this.painter.paint('span-active', pending ? null : range)
    this.painter.paint('span-pending', pending ? range : null)
    this.sign('on', pending ? null : active)
    this.sign('linking', linking)
    if (range && changed.has('focused')) this.reveal(range)
  }
  private sign(name: string, id: string | null): void {
    this.surface!.root.querySelectorAll<HTMLElement>(`mark[data-${name}]`).forEach(m => { delete m.dataset[name] })
    if (id !== null) this.surface!.marksOf(id).forEach(m => { m.dataset[name] = '' })
  }
  private reveal(range: Range): void {
    const box = this.querySelector<HTMLElement>('.spanned'), at = range.getBoundingClientRect?.()
    if (!box || !at) return
    const inside = box.getBoundingClientRect()
    if (at.top < inside.top || at.bottom > inside.bottom) box.scrollBy({ top: at.top - inside.top - inside.height / 3 })
    const now = range.getBoundingClientRect()
    if (now.top < 90 || now.bottom > innerHeight - 110) scrollBy({ top: now.top - innerHeight / 3 })
  }
}

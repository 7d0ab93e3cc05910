/** What lies over a text: arrows of its relations, and the grips of what is chosen. For the eye and the pointer; in words it stands in the lists. */
import { html, LitElement, nothing, svg } from 'lit'
import { gettext } from '../../core/language'
import type { Session } from '../../core/session'
import { arc, type Arc, type Box } from '../../core/spans/arcs'
import type { Range as Units } from '../../core/spans/words'
import type { Region, Relation } from '../../core/types'
import type { Spans } from './text'

interface Drawn extends Arc { readonly relation: Relation; readonly says: string; readonly on: boolean }
export interface Shown { readonly arrows: readonly Drawn[]; readonly first: Box | null; readonly last: Box | null; readonly links: boolean; readonly linking: boolean }
const NOTHING: Shown = { arrows: [], first: null, last: null, links: false, linking: false }

/** Measured against the text's own corner. A page without relations and with nothing chosen measures nothing. */
export function arrowsOf(session: Session, owner: HTMLElement & { readonly chosen: Units | null }, rangeOf: (r: Units) => Range | null, within: (r: Region) => Units | null): Shown {
  const { state: { relations }, focus: { active, pending, linking }, schema } = session, chosen = owner.chosen
  if (!relations.length && !chosen) return NOTHING
  const corner = owner.getBoundingClientRect(), known = new Map<string, Box | null>()
  const boxes = (range: Range | null): Box[] => [...(range?.getClientRects?.() ?? [])].filter(r => r.width > 0).map(r => ({ left: r.left - corner.left, right: r.right - corner.left, top: r.top - corner.top, bottom: r.bottom - corner.top }))
  const boxOf = (id: string): Box | null => {
    if (!known.has(id)) { const region = session.region(id), at = region && within(region); known.set(id, (at && boxes(rangeOf(at))[0]) ?? null) }
    return known.get(id)!
  }
  const arrows = relations.flatMap((relation): Drawn[] => {
    const from = boxOf(relation.from_id), to = boxOf(relation.to_id)
    const says = (relation.labels ?? []).map(l => schema.relations?.find(o => o.value === l)?.text ?? l).join(', ')
    return from && to ? [{ ...arc(from, to, relation.direction), relation, says, on: relation.from_id === active || relation.to_id === active }] : []
  })
  const rects = chosen ? boxes(rangeOf(chosen)) : []
  return { arrows, first: rects[0] ?? null, last: rects.at(-1) ?? null, links: !!schema.relations && !pending && active !== null && !session.isGhost(active), linking: linking !== null }
}

export class Arrows extends LitElement {
  static override properties = { of: { attribute: false }, shown: { attribute: false }, pulled: { state: true } }
  declare of: Spans
  declare shown: Shown
  /** The end of an arrow that is being drawn, on the screen. */
  declare pulled: { readonly x: number; readonly y: number } | null
  private held: { readonly x: number; readonly y: number; readonly dx: number; readonly dy: number; readonly gesture: string } | null = null
  private drew = false
  constructor() { super(); this.shown = NOTHING; this.pulled = null }
  override createRenderRoot(): this { return this }

  override render() {
    const { arrows, first, last, links, linking } = this.shown
    return html`${arrows.length || this.pulled ? html`<svg aria-hidden="true" class="arrows">${arrows.map(a => this.arrow(a))}${this.drawing()}</svg>` : nothing}${first && last ? html`${this.grip('start', first)}${this.grip('end', last)}${links ? html`<button
      type="button" class="relate" tabindex="-1" aria-pressed=${linking} aria-label=${gettext('Relation from here')} title=${gettext('Relation: drag to the other end, or click here and then there')} .style=${`left: ${last.right}px; top: ${last.top}px`}
      @pointerdown=${this.linkFrom} @pointermove=${this.linkMove} @pointerup=${this.linkTo} @pointercancel=${this.stop} @click=${this.linkClick}>⤳</button>` : nothing}` : nothing}`
  }
  private arrow({ path, heads, name, says, on, relation }: Drawn) {
    return svg`<g class=${on ? 'on' : ''} @click=${() => this.opens(relation)}><path class="hit" d=${path}/><path class="line" d=${path}/><path class="heads" d=${heads}/>${says ? svg`<text x=${name.x} y=${name.y}>${says}</text>` : nothing}</g>`
  }
  private opens({ from_id, to_id }: Relation): void { this.dispatchEvent(new CustomEvent('relation', { bubbles: true, composed: true, detail: { from: from_id, to: to_id } })) }
  /** A border and the knob it is pulled by: above the beginning, under the end, so that neither lies on the other or on the words. */
  private grip(which: 'start' | 'end', box: Box) {
    return html`<span class="grip ${which}" aria-hidden="true" .style=${`left: ${which === 'start' ? box.left : box.right}px; top: ${box.top}px; height: ${box.bottom - box.top}px`}
      @pointerdown=${this.hold} @pointermove=${(e: PointerEvent) => this.pull(which, e)} @pointerup=${this.stop} @pointercancel=${this.stop}></span>`
  }
  private hold = (e: PointerEvent): void => {
    e.preventDefault()
    const held = e.currentTarget as Element, { left, top, height } = held.getBoundingClientRect()
    held.setPointerCapture(e.pointerId)
    // The place that is pulled is the middle of the border, wherever the knob was taken.
    this.held = { x: e.clientX, y: e.clientY, dx: left - e.clientX, dy: top + height / 2 - e.clientY, gesture: `${e.pointerId} ${e.timeStamp}` }
  }
  private pull(which: 'start' | 'end', e: PointerEvent): void {
    const { held } = this
    if (held) this.under(() => this.of.pulledTo(which, e.clientX + held.dx, e.clientY + held.dy, held.gesture))
  }
  private stop = (): void => { this.held = null; this.pulled = null }
  /** What is under the pointer, were this layer not there. */
  private under<T>(look: () => T): T {
    this.classList.add('through')
    try { return look() } finally { this.classList.remove('through') }
  }

  private linkFrom = (e: PointerEvent): void => { this.hold(e); this.drew = false }
  private linkMove = (e: PointerEvent): void => {
    const { held } = this
    if (!held || (!this.pulled && Math.hypot(e.clientX - held.x, e.clientY - held.y) < 5)) return
    this.pulled = { x: e.clientX, y: e.clientY }
  }
  private linkTo = (e: PointerEvent): void => {
    const { session } = this.of, from = session.focus.active
    this.drew = this.pulled !== null
    this.stop()
    if (!this.drew || !from) return
    const under = this.under(() => document.elementFromPoint(e.clientX, e.clientY)?.closest<HTMLElement>('mark[data-spans]')?.dataset['spans']?.split(' ') ?? [])
    const to = under.find(id => id !== from && !session.isGhost(id))
    if (to) session.relate(from, to)
  }
  /** The click that ends a drag is none. */
  private linkClick = (): void => { if (!this.drew) this.of.session.link(); this.drew = false }
  private drawing() {
    const { last } = this.shown
    if (!this.pulled || !last) return nothing
    const corner = this.of.getBoundingClientRect()
    return svg`<path class="line pulled" d=${`M${last.right} ${last.top}L${this.pulled.x - corner.left} ${this.pulled.y - corner.top}`}/>`
  }
}
customElements.define('an-arrows', Arrows)

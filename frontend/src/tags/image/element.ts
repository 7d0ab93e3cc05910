/** A picture with its regions. Looking (zoom, light, loupe) is the element's own; what is answered is the session's. */
import { html, nothing, svg, type PropertyValues } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { isRegion, yes } from '../../core/controls'
import { bounds, holds, valueOf, type Figure, type Grip } from '../../core/image/figures'
import { painted } from '../../core/image/mask'
import { clamp, type Point, type Size } from '../../core/image/plane'
import { finished, pointWidth, toolOf, toolsOf, turnable, wholePixels, type Draft, type Tool } from '../../core/image/tools'
import { fit, fitScale, reveal, toPicture, toScreen, type View } from '../../core/image/view'
import { fill, gettext, ngettext } from '../../core/language'
import type { Json } from '../../core/types'
import { rawOf, valueOf as written } from '../../core/values'
import { Tag } from '../base'
import { toolbar, type Bar, type Held } from './bar'
import { Brush } from './brush'
import { Drawn } from './drawn'
import { Hand } from './hand'
import { hint } from './hints'
import { obey } from './keys'
import { loupe, putLoupe } from './loupe'
import { crossHairs, draft, elementId, gripsOf, handles, mark, named, type Mark } from './marks'
import { picture, sizeOf, type Picture } from './pictures'

/** From so many in sight on, only the active one shows its name. */
const CROWD = 60
const coarse = (): boolean => typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches

export class ImageView extends Tag implements Bar {
  // --- looking
  picture: Picture | null = null
  size: Size | null = null
  frame: Size = { width: 0, height: 0 }
  view: View | null = null
  fitted = true
  item = 0
  brightness = 100
  contrast = 100
  loupe = false
  // --- drawing
  pointer: Point | null = null
  cursor: Point | null = null
  draft: Draft | null = null
  drag: { readonly id: string; readonly figure: Figure } | null = null
  point: number | null = null
  insist = false
  readonly hand = new Hand(this)
  readonly brush = new Brush(this)
  private readonly drawn = new Drawn(this)
  private chosen: Held | null = null
  private lastActive: string | null = null
  private lastArmed: unknown = null
  private watcher: ResizeObserver | null = null
  private frameAsked = 0

  // --- what there is ------------------------------------------------------------------------------------------------
  /** The addresses of the pictures; one, unless the config names a list of them. */
  get urls(): readonly string[] {
    const list = this.node.attrs['valueList'] ? rawOf(this.node.attrs['valueList'], this.session.data) : undefined
    if (Array.isArray(list)) return list.filter((u): u is string => typeof u === 'string')
    const value = written(this.node.attrs['value'] ?? this.node.attrs['valueList'], this.session.data)
    return value.is === 'text' ? [value.text] : []
  }
  private get several(): boolean { return !!this.node.attrs['valueList'] }
  get tools(): readonly Tool[] { return toolsOf(this.session.schema, this.name) }
  get held(): Held {
    const armed = this.session.focus.armed, tool = armed && toolOf(this.tools, armed.control)
    return this.chosen ?? tool?.shape ?? (coarse() ? 'select' : this.tools[0]?.shape ?? 'hand')
  }
  /** Somebody said what is to be drawn: a press draws even where a region is. */
  get eager(): boolean {
    const { armed } = this.session.focus
    return (armed !== null && !!this.session.schema.control(armed.control)?.toNames.includes(this.name)) || (this.chosen !== null && this.chosen !== 'select')
  }
  get tool(): Tool | null {
    const shape = this.held === 'eraser' ? 'brush' : this.held, armed = this.session.focus.armed, own = armed && toolOf(this.tools, armed.control)
    return own?.shape === shape ? own : this.tools.find(t => t.shape === shape) ?? null
  }
  get whole(): boolean { return !!this.tool && wholePixels(this.session.schema, this.tool) }
  get pointWidth(): number { return this.tool ? pointWidth(this.session.schema, this.tool) : 1 }
  get turns(): boolean { const by = Object.keys(this.current?.region.answers ?? {}); return turnable(this.session.schema, by) }
  get crosshair(): boolean { return yes(this.node.attrs['crosshair']) }
  get radius(): number { return this.brush.radius }
  thick(radius: number): void { this.brush.radius = radius; this.redraw() }
  get scale(): number { return this.view?.scale ?? 1 }
  get active(): boolean { return !!this.current }
  /** Is it of the picture that is shown? */
  here(beside: Json): boolean { return !this.several || (typeof beside['item_index'] === 'number' ? beside['item_index'] : 0) === this.item }
  get surface(): SVGSVGElement { return this.querySelector<SVGSVGElement>('.image-marks')! }

  // --- the regions as they are drawn ----------------------------------------------------------------------------------
  get marks(): readonly Mark[] { return this.drawn.marks }
  get waiting(): Mark | null { return this.drawn.waiting }
  markOf(id: string): Mark | null { return id ? this.marks.find(m => m.id === id) ?? null : this.waiting }
  /** What keys and grips act on: the active region, or the pending place; as it is drawn now. */
  get current(): Mark | null {
    const { active } = this.session.focus, mark = active === null ? this.waiting : this.marks.find(m => m.id === active) ?? null
    return mark && this.drag?.id === mark.id ? { ...mark, figure: this.drag.figure, box: bounds(this.drag.figure) } : mark
  }
  get grips(): readonly Grip[] { const now = this.current; return !now || now.painted || now.ghost ? [] : gripsOf(now.figure, this.scale, this.turns) }
  /** The uppermost first. */
  at(p: Point): Mark[] {
    const slack = 5 / this.scale, on = (m: Mark): boolean => (m.painted && m.mask ? painted(m.mask, { x: (p.x * m.mask.size.width) / this.size!.width, y: (p.y * m.mask.size.height) / this.size!.height }) : holds(m.figure, p, slack))
    return [...(this.waiting ? [this.waiting] : []), ...[...this.marks].reverse()].filter(on)
  }

  // --- looking ------------------------------------------------------------------------------------------------------
  redraw(): void { if (!this.frameAsked) this.frameAsked = requestAnimationFrame(() => { this.frameAsked = 0; this.requestUpdate() }) }
  toPicture(screen: Point): Point { return toPicture(screen, this.view!) }
  toScreen(p: Point): Point { return toScreen(p, this.view!) }
  look(view: View, fitted = false): void { this.view = view; this.fitted = fitted || view.scale <= fitScale(this.size!, this.frame) * 1.0001; this.redraw() }
  shine(brightness: number, contrast: number): void { this.brightness = clamp(brightness, 20, 400); this.contrast = clamp(contrast, 20, 400); this.redraw() }
  private get filter(): string { return this.brightness === 100 && this.contrast === 100 ? '' : `brightness(${this.brightness}%) contrast(${this.contrast}%)` }
  turnTo(item: number): boolean {
    if (!this.urls[item]) return false
    this.brush.keep()
    this.item = item
    this.take()
    return true
  }
  private take(): void {
    const url = this.urls[this.item]
    this.draft = this.cursor = this.drag = this.view = this.size = null
    this.drawn.forget()
    this.fitted = true
    const taken = (this.picture = url ? picture(url) : null)
    if (taken?.state === 'ready') this.ready()
    else void taken?.done.then(() => { if (this.picture === taken) { if (taken.state === 'ready') this.ready(); this.requestUpdate() } })
    this.requestUpdate()
  }
  private ready(): void {
    this.size = sizeOf(this.picture!)
    this.drawn.forget()
    this.brush.radius = clamp(Math.round(Math.min(this.size.width, this.size.height) / 50), 2, 60)
    this.settleView()
  }
  private settleView(): void {
    if (!this.size || !this.frame.width) return
    if (!this.view || this.fitted) this.look(fit(this.size, this.frame), true)
  }
  protected override opened(): void {
    this.brightness = this.contrast = 100
    this.item = 0
    this.point = null
    this.chosen = null
    this.brush.forget()
    this.lastActive = this.session.focus.active
    this.lastArmed = this.session.focus.armed
    this.take()
  }
  override act(what: string): boolean { return obey(this, what) }

  // --- drawing ------------------------------------------------------------------------------------------------------
  hold(what: Held): void {
    this.chosen = what
    this.leaveKeys()
    this.draft = null
    const { armed } = this.session.focus
    if (armed && what !== 'select' && what !== 'hand' && !this.tool?.by.includes(armed.control) && isRegion(this.session.schema.control(armed.control)) && toolOf(this.tools, armed.control)) this.session.arm(null)
    this.surface?.focus({ preventScroll: true })
    this.redraw()
  }
  /** The pointer takes over from the cross-hairs. */
  leaveKeys(): void { this.brush.end(); this.cursor = null }
  private get beside(): Json { return { original_width: this.size!.width, original_height: this.size!.height, image_rotation: 0, ...(this.several ? { item_index: this.item } : {}) } }
  mark(value: Json): void { this.session.mark({ to: this.name, value, beside: this.beside, by: this.tool?.by ?? [] }) }
  finish(figure: Figure): void {
    this.draft = this.cursor = null
    this.mark(valueOf(figure, this.size!))
  }
  close(): void { const figure = this.draft && finished(this.draft); if (figure) this.finish(figure) }
  put(id: string, value: Json, joins?: string): void {
    const { pending } = this.session.focus
    if (id) this.session.place(id, value, joins && `${joins} ${id}`)
    else if (pending) this.session.pend({ ...pending, value })
  }

  // --- life ---------------------------------------------------------------------------------------------------------
  override connectedCallback(): void {
    super.connectedCallback()
    this.setAttribute('data-acts', '')
    addEventListener('keydown', this.spaced)
    addEventListener('keyup', this.spaced)
    this.watcher = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      if (width === this.frame.width && height === this.frame.height) return
      this.frame = { width, height }
      this.settleView()
      this.requestUpdate()
    })
    const frame = this.querySelector('.image-frame')
    if (frame) this.watcher.observe(frame)
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    removeEventListener('keydown', this.spaced)
    removeEventListener('keyup', this.spaced)
    this.watcher?.disconnect()
    this.brush.keep()
  }
  /** Space moves the picture while it is held: over it, or with the focus on it. */
  private spaced = (e: KeyboardEvent): void => {
    if (e.key !== ' ') return
    const on = e.type === 'keydown' && !!this.surface && (document.activeElement === this.surface || (this.pointer !== null && !(e.target instanceof Element && e.target.closest('input, textarea, select, button, summary'))))
    if (on) e.preventDefault()
    if (on !== this.hand.space) { this.hand.space = on; this.redraw() }
  }
  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    const { active, armed, pending } = this.session.focus
    if (!pending) this.insist = false
    if (armed !== this.lastArmed) { this.lastArmed = armed; if (armed && toolOf(this.tools, armed.control)) { this.chosen = null; this.draft = null } }
    if (active === this.lastActive) return
    this.lastActive = active
    this.point = null
    const region = this.session.active
    if (!region || region.to !== this.name || this.hand.busy) return
    if (this.several && !this.here(region.beside)) this.turnTo(typeof region.beside['item_index'] === 'number' ? region.beside['item_index'] : 0)
    else if (this.size && this.view && this.current) { const next = reveal(this.view, this.current.box, this.size, this.frame); if (next !== this.view) this.look(next) }
  }
  override updated(): void {
    const frame = this.querySelector<HTMLElement>('.image-frame'), stage = this.querySelector<HTMLElement>('.image-stage'), { size, view, picture } = this
    if (frame) {
      this.watcher?.observe(frame)
      frame.style.setProperty('--ratio', size ? String(size.width / size.height) : '1.6')
      const most = this.node.attrs['maxWidth'] ?? ''
      frame.style.maxWidth = CSS.supports('max-width', most) ? most : ''
    }
    if (!frame || !stage || !size || !view || !picture) return
    stage.style.transform = `scale(${view.scale}) translate(${-view.x}px, ${-view.y}px)`
    Object.assign(picture.img.style, { width: `${size.width}px`, height: `${size.height}px`, filter: this.filter })
    picture.img.alt = gettext('The picture to annotate')
    this.brush.paint(size)
    const box = this.querySelector<HTMLElement>('.loupe'), at = this.aimedAt
    if (box && at) putLoupe(box, at, this.toScreen(at), view.scale, this.frame, this.filter)
  }
  private get aimedAt(): Point | null { return this.cursor ?? this.pointer ?? (this.current ? { x: this.current.box.x + this.current.box.width / 2, y: this.current.box.y + this.current.box.height / 2 } : null) }

  // --- drawn --------------------------------------------------------------------------------------------------------
  override render() {
    const problem = this.problem()
    if (problem) return html`<p class="alert warn" role="note">${problem}</p>${this.pager()}`
    const { size, view, picture } = this, marks = this.marks
    return html`${size ? toolbar(this) : nothing}
      <div class="image-frame ${this.hand.space || this.held === 'hand' ? 'panning' : this.held === 'select' ? 'selecting' : 'drawing'} ${yes(this.node.attrs['smoothing'] ?? 'true') && this.scale < 8 ? '' : 'pixels'} ${this.fitted && (this.held === 'select' || this.held === 'hand') ? 'scrolls' : ''}"
        @pointerdown=${this.hand.pressed} @pointermove=${this.hand.moved} @pointerup=${this.hand.released} @pointercancel=${this.hand.lost} @pointerleave=${this.hand.left} @wheel=${this.hand.wheeled}>
        ${size ? html`<div class="image-stage">${picture!.img}${this.brush.canvases(marks)}</div>` : html`<p class="image-waits" role="status"><span class="busy" aria-hidden="true"></span> ${gettext('Fetching the picture…')}</p>`}
        ${size && view ? this.drawing(marks, size, view) : nothing}
        ${size && view ? html`<p class="image-hint ${this.insist ? 'insists' : ''}" aria-live="polite">${hint(this)}</p>` : nothing}
      </div>
      ${this.drawn.broken ? html`<p class="alert warn" role="note">${fill(ngettext('%(n)s region of this answer cannot be drawn. It is kept as it came.', '%(n)s regions of this answer cannot be drawn. They are kept as they came.', this.drawn.broken), { n: this.drawn.broken })}</p>` : nothing}
      ${this.pager()}`
  }
  private problem(): string {
    if (this.picture) return this.picture.state === 'failed' ? fill(gettext('The picture could not be loaded: %(address)s'), { address: this.picture.url.length > 300 ? `${this.picture.url.slice(0, 300)}…` : this.picture.url }) : ''
    const value = written(this.node.attrs['value'] ?? this.node.attrs['valueList'], this.session.data)
    return value.is === 'missing' ? fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field: value.field }) : gettext('This task names no picture.')
  }
  private pager() {
    const n = this.urls.length
    if (n < 2) return nothing
    return html`<nav class="image-pager" aria-label=${gettext('Pictures of this task')}><button type="button" class="button small" ?disabled=${this.item === 0} @click=${() => this.turnTo(this.item - 1)}>${gettext('Previous picture')}</button>
      <span aria-live="polite">${fill(gettext('%(n)s of %(of)s'), { n: this.item + 1, of: n })}</span><button type="button" class="button small" ?disabled=${this.item === n - 1} @click=${() => this.turnTo(this.item + 1)}>${gettext('Next picture')}</button></nav>`
  }
  private drawing(marks: readonly Mark[], size: Size, view: View) {
    const { focus } = this.session, { current, drag, waiting } = this, seen = (this.frame.width * this.frame.height) / (size.width * size.height * view.scale ** 2)
    const shown = (m: Mark): Mark => (drag?.id === m.id ? { ...m, figure: drag.figure } : m), at = this.cursor ?? (this.crosshair || this.held === 'keypoint' ? this.pointer : null), aim = this.aimedAt
    const on = current && current.id ? elementId(this.name, current.id) : nothing
    return html`<svg class="image-marks ${marks.length * Math.min(1, seen) > CROWD ? 'crowded' : ''}" viewBox="${view.x} ${view.y} ${this.frame.width / view.scale} ${this.frame.height / view.scale}" font-size=${13 / view.scale}
        tabindex="0" role=${marks.length ? 'listbox' : 'img'} aria-label=${marks.length ? gettext('Regions of the picture') : gettext('The picture, without regions yet')} aria-activedescendant=${marks.length ? on : nothing}>
        ${repeat(marks, m => m.id, m => mark(shown(m), m.id === focus.active, this.name, size))}
        ${waiting ? mark(current?.id === '' ? current : waiting, false, this.name, size) : nothing}
        ${repeat(waiting ? [...marks, waiting] : marks, m => m.id, m => named(shown(m), m.id === focus.active, size))}
        ${this.draft ? draft(this.draft, view.scale) : nothing}
        ${current && (this.held !== 'brush' || !current.painted) ? handles(this.grips, view.scale, this.point) : nothing}
        ${at ? crossHairs(at, size, !!this.cursor) : nothing}
        ${(this.held === 'brush' || this.held === 'eraser') && (this.cursor ?? this.pointer) ? svg`<circle class="tip" cx=${(this.cursor ?? this.pointer)!.x} cy=${(this.cursor ?? this.pointer)!.y} r=${this.radius} vector-effect="non-scaling-stroke"/>` : nothing}
      </svg>
      ${this.loupe && aim ? loupe(this.picture!.url, aim, view.scale, current && !current.painted ? current : null) : nothing}`
  }
}
customElements.define('an-image', ImageView)

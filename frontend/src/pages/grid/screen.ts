/** The grid: select by click, Shift, lasso or keys; one key labels all that are selected; Enter sends the page. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Grid } from '../../core/grid'
import { ariaKeys, bindings, chord, type Binding } from '../../core/keymap'
import { fill, gettext, ngettext } from '../../core/language'
import type { Outbox } from '../../core/outbox'
import type { Claim } from '../../core/types'
import { rawOf, valueOf } from '../../core/values'
import type { Server } from '../../dom/api'
import type { Shelves } from '../../dom/store'
import { look } from '../../tags/colour'
import { because } from '../annotate/because'
import type { Boot } from '../annotate/boot'
import '../annotate/post'

/** Pictures kept by the server come in small sizes too; a grid of whole photographs would be slow. */
const smaller = (address: string): string => (/^\/projects\/\d+\/files\/[0-9a-f]{64}\/[^?#]+$/.test(address) ? `${address}?size=320` : address)

interface Suggested { readonly label: string; readonly open: number; readonly more?: boolean }

export class GridScreen extends LitElement {
  static override properties = { grid: { attribute: false }, boot: { attribute: false }, outbox: { attribute: false }, labels: { state: true }, lasso: { state: true } }
  declare grid: Grid
  declare boot: Boot
  declare shelves: Shelves
  declare server: Server
  declare outbox: Outbox
  declare labels: readonly Suggested[]
  /** In pixels of the page, while one draws it. */
  declare lasso: { x: number; y: number; width: number; height: number } | null
  private keys: readonly Binding[] = []
  constructor() { super(); this.labels = []; this.lasso = null }
  override createRenderRoot(): this { return this }
  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('grid') || !this.grid) return
    let shown = this.grid.claims
    this.grid.subscribe(g => {
      if (g.claims !== shown && g.phase !== 'loading') { shown = g.claims; this.look() } // another page: the counts are others now
      this.requestUpdate()
    })
    this.outbox.subscribe(() => this.requestUpdate())
    document.addEventListener('keydown', this.pressed)
    this.keys = bindings(this.grid.schema, {}, { keys: this.boot.preferences?.keys ?? {} }, false).filter(b => b.action.do === 'choose')
    this.look()
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); document.removeEventListener('keydown', this.pressed) }

  /** Labels that a model suggests, with how many tasks wait under each: open ones, and those on this page. */
  private get waiting(): readonly Suggested[] {
    const here = this.grid.here, known = new Set(this.labels.map(l => l.label))
    return [...this.labels.map(l => ({ ...l, open: l.open + (here.get(l.label) ?? 0) })), ...[...here].filter(([label]) => !known.has(label)).map(([label, open]) => ({ label, open }))]
  }
  private look(): void { void this.server.suggestedLabels().then(l => { this.labels = l }, () => {}) }
  /** So many cells stand in a row now. */
  private get columns(): number {
    const cells = [...this.querySelectorAll<HTMLElement>('.cell')], top = cells[0]?.offsetTop
    return Math.max(1, cells.filter(c => c.offsetTop === top).length)
  }
  private pressed = (e: KeyboardEvent): void => {
    const { grid } = this, at = e.target as Element
    if (e.defaultPrevented || e.isComposing || grid.phase !== 'working' || at.closest('input, textarea, select, dialog')) return
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns, ArrowUp: -this.columns }[e.key]
    const pressed = chord(e), own = this.keys.find(b => b.chords.includes(pressed))
    if (pressed === 'Enter' && at.closest('a, button:not(.cell)')) return
    if (by && !e.ctrlKey && !e.metaKey && !e.altKey) { grid.move(grid.cursor + by, e.shiftKey); this.follow() }
    else if (pressed === ' ') grid.toggle(grid.cursor)
    else if (pressed === 'Shift+ ') grid.toggle(grid.cursor, true)
    else if (pressed === 'Mod+a') grid.all()
    else if (pressed === 'Escape') grid.none()
    else if (pressed === 'Mod+z') grid.undo()
    else if (pressed === 'Mod+Shift+z' || pressed === 'Mod+y') grid.redo()
    else if (pressed === 'x' && !own) grid.leave()
    else if (pressed === 'Enter' || pressed === 'Mod+Enter') void grid.submit()
    else if (own?.action.do === 'choose') grid.choose(String(own.action.value))
    else return
    e.preventDefault()
  }
  private follow(): void { void this.updateComplete.then(() => this.querySelector<HTMLElement>('.cell[tabindex="0"]')?.focus()) }

  override render() {
    if (!this.grid) return nothing
    const { grid, waiting } = this, { control } = grid
    return html`<div class="desk-bar"><h1>${gettext('Many at once')}</h1><an-post .status=${this.outbox.status} .durable=${this.shelves.durable}></an-post>
        <span class="cluster">${this.boot.urls?.project ? html`<a class="button small quiet" href="${this.boot.urls.project}annotate/">${gettext('One by one')}</a>` : nothing}</span></div>
      ${!control ? html`<div class="empty"><h2>${gettext('This label config needs more than one choice')}</h2><p>${gettext('A grid can ask one question with choices about texts or pictures. Annotate these one by one.')}</p></div>` : html`
      ${waiting.length || grid.suggested ? html`<nav class="tabs" aria-label=${gettext('Which tasks')}>${this.tab('', gettext('In the order of the queue'))}${waiting.map(l => this.tab(l.label, `${l.label} · ${l.open}${l.more ? '+' : ''}`))}</nav>` : nothing}
      ${grid.suggested ? html`<p class="small muted">${fill(gettext('A model suggests “%(label)s” for all of these. Correct what is wrong, then confirm the page.'), { label: grid.suggested })}</p>` : nothing}
      ${grid.phase === 'working' ? this.page() : this.none()}`}`
  }
  private tab(label: string, text: string) { return html`<button aria-current=${this.grid.suggested === label ? 'page' : nothing} @click=${() => this.grid.open(label)}><span dir="auto">${text}</span></button>` }
  private none() {
    const { phase, reason } = this.grid
    if (phase === 'loading') return html`<div class="empty" role="status"><p><span class="busy" aria-hidden="true"></span> ${gettext('Fetching tasks…')}</p></div>`
    return html`<p class="says" role="status">${this.grid.says}</p><div class="empty"><h2>${reason?.url ? gettext('Before you begin') : phase === 'empty' ? gettext('Nothing to annotate right now') : gettext('No answer from the server')}</h2><p>${reason && because(reason)}</p>
      ${this.grid.suggested ? html`<button class="button" @click=${() => this.grid.open('')}>${gettext('In the order of the queue')}</button>` : nothing}
      <div class="cluster">${reason?.url ? html`<a class="button primary" href=${reason.url}>${gettext('Go on')}</a>` : nothing}${reason?.code === 'practice' && this.boot.urls?.project ? html`<a class="button primary" href="${this.boot.urls.project}annotate/">${gettext('One by one')}</a>` : nothing}<button class="button ${reason?.url || reason?.code === 'practice' ? '' : 'primary'}" @click=${() => this.grid.fill()}>${gettext('Look again')}</button></div></div>`
  }
  private page() {
    const { grid } = this, n = grid.selected.size
    return html`<div class="cells" role="listbox" aria-multiselectable="true" aria-label=${gettext('Tasks')} @pointerdown=${this.began}>
        ${repeat(grid.claims, c => c.assignment.id, (c, i) => this.cell(c, i))}
        ${this.lasso ? html`<span class="lasso" .style=${`left:${this.lasso.x}px;top:${this.lasso.y}px;width:${this.lasso.width}px;height:${this.lasso.height}px`}></span>` : nothing}</div>
      <footer class="desk-actions"><p class="says" role="status">${grid.says || (n ? fill(ngettext('%(n)s selected', '%(n)s selected', n), { n }) : gettext('Click or Space selects, Shift selects a run, drag draws a frame.'))}</p>
        <div class="row">${grid.options.map(o => this.label(o.value, o.text))}
          <button class="button quiet" aria-keyshortcuts="X" @click=${() => grid.leave()}>${gettext('Leave out')} <kbd aria-hidden="true">x</kbd></button>
          <button class="button primary submit" aria-keyshortcuts="Enter" @click=${() => grid.submit()}>${fill(ngettext('Send %(n)s', 'Send %(n)s', grid.ready), { n: grid.ready })} <kbd aria-hidden="true">Enter</kbd></button></div></footer>`
  }
  private label(value: string, text: string) {
    const { hue, style } = look(this.grid.schema, this.grid.control!.name, value), key = this.keys.find(b => b.action.do === 'choose' && b.action.value === value)
    return html`<button class="button ${hue}" .style=${style} aria-keyshortcuts=${key?.chords.length ? ariaKeys(key.chords) : nothing} @click=${() => this.grid.choose(value)}><span class="label" dir="auto">${text}</span> <kbd aria-hidden="true">${key?.chords[0] ?? ''}</kbd></button>`
  }
  private cell(claim: Claim, i: number) {
    const { grid } = this, id = claim.assignment.id, chosen = grid.chosen(id), on = grid.selected.has(id), left = grid.isLeft(id)
    const { hue, style } = chosen[0] ? look(grid.schema, grid.control!.name, chosen[0]) : { hue: '', style: '' }
    const names = chosen.map(v => grid.options.find(o => o.value === v)?.text ?? v)
    return html`<div class="cell ${hue} ${left ? 'left' : ''}" .style=${style} role="option" data-id=${id} aria-selected=${on} tabindex=${i === grid.cursor ? 0 : -1} @click=${(e: MouseEvent) => grid.toggle(i, e.shiftKey)} @focus=${() => grid.at(i)}>
      ${this.shown(claim)}<span class="said">${left ? html`<span class="muted">${gettext('left out')}</span>` : names.length ? html`<span class="label" dir="auto">${names.join(', ')}</span>` : html`<span class="muted">${gettext('no label')}</span>`}
      ${claim.suggestion && !left ? html`<span class="by-model small">${this.offer(claim, chosen)}</span>` : nothing}</span></div>`
  }
  /** How sure the model is, and of what, unless that is what stands there. */
  private offer({ suggestion }: Claim, chosen: readonly string[]): string {
    const { grid } = this, values = (suggestion?.result ?? []).flatMap(r => (r.from_name === grid.control!.name && Array.isArray(r.value.choices) ? r.value.choices as string[] : []))
    const names = values.filter(v => !chosen.includes(v)).map(v => grid.options.find(o => o.value === v)?.text ?? v)
    const sure = typeof suggestion?.score === 'number' ? ` ${Math.round(suggestion.score * 100)} %` : ''
    return names.length ? `${gettext('suggested')}: ${names.join(', ')}${sure}` : `${gettext('suggested')}${sure}`
  }
  /** All that the config shows of the task, in its order. */
  private shown(claim: Claim) {
    return this.grid.schema.objects.map(({ tag, node }) => {
      const written = node.attrs['value'], value = valueOf(written, claim.task.data)
      if (tag === 'Image' && typeof rawOf(written, claim.task.data) === 'string') return html`<img src=${value.is === 'text' ? smaller(value.text) : ''} alt=${fill(gettext('Task %(n)s'), { n: claim.task.id })} loading="eager" decoding="async" draggable="false">`
      return html`<p class="words" dir="auto">${value.is === 'text' ? value.text : fill(gettext('(the task has no field “%(field)s”)'), { field: value.field })}</p>`
    })
  }

  /** A drag over the grid draws a frame; what it touches is selected. Touch scrolls instead. */
  private began = (down: PointerEvent): void => {
    if (down.button !== 0 || down.pointerType === 'touch') return
    const box = down.currentTarget as HTMLElement, origin = box.getBoundingClientRect(), also = down.shiftKey || down.ctrlKey || down.metaKey
    const before = new Set(this.grid.selected), x0 = down.clientX - origin.left, y0 = down.clientY - origin.top
    const moved = (e: PointerEvent): void => {
      const r = box.getBoundingClientRect(), x = e.clientX - r.left, y = e.clientY - r.top
      if (!this.lasso && Math.hypot(x - x0, y - y0) < 8) return
      this.lasso = { x: Math.min(x, x0), y: Math.min(y, y0), width: Math.abs(x - x0), height: Math.abs(y - y0) }
      const { lasso } = this, touched = [...box.querySelectorAll<HTMLElement>('.cell')].filter(c => c.offsetLeft < lasso.x + lasso.width && c.offsetLeft + c.offsetWidth > lasso.x && c.offsetTop < lasso.y + lasso.height && c.offsetTop + c.offsetHeight > lasso.y)
      this.grid.select([...(also ? before : []), ...touched.map(c => Number(c.dataset['id']))])
    }
    const ended = (): void => {
      removeEventListener('pointermove', moved)
      if (this.lasso) addEventListener('click', e => { e.stopPropagation(); e.preventDefault() }, { capture: true, once: true })
      this.lasso = null
    }
    addEventListener('pointermove', moved)
    addEventListener('pointerup', ended, { once: true })
  }
}
customElements.define('an-grid', GridScreen)

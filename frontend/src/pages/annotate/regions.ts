/** The regions as a list in reading order: for those who do not see the text or the picture, and for whoever wants to find one again. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Binding } from '../../core/keymap'
import { fill, gettext, ngettext } from '../../core/language'
import { labelsOf, told } from '../../core/places'
import type { Session } from '../../core/session'
import type { Focus, Region, State } from '../../core/types'
import { look } from '../../tags/colour'

export class Regions extends LitElement {
  static override properties = { session: { attribute: false }, keys: { attribute: false }, state: { state: true }, focused: { state: true } }
  declare session: Session
  declare keys: readonly Binding[]
  declare state: State
  declare focused: Focus
  private stops: (() => void)[] = []
  private shown: string | null = null
  private ordered: { of: State; open: number; regions: Region[] } | null = null
  override createRenderRoot(): this { return this }
  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session')) return
    this.stops.forEach(stop => stop())
    this.state = this.session.state
    this.focused = this.session.focus
    this.ordered = null
    this.stops = [this.session.subscribe(c => { this.state = c.after }), this.session.focusing.subscribe(f => { this.focused = f })]
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.stops.forEach(stop => stop()); this.stops = [] }
  private get regions(): Region[] {
    const open = this.session.open.length
    if (this.ordered?.of !== this.state || this.ordered.open !== open) this.ordered = { of: this.state, open, regions: this.session.ordered }
    return this.ordered.regions
  }
  override render() {
    const all = this.regions, own = this.state.regions.length, open = this.session.ghosts.length
    return html`<section class="regions" aria-label=${gettext('Regions')}>
      <header class="split"><h2>${gettext('Regions')} <span class="number muted">${own}</span></h2>
        ${open ? html`<span class="by-model small">${fill(ngettext('%(n)s suggested', '%(n)s suggested', open), { n: open })}</span>` : nothing}</header>
      ${all.length ? html`<ul role="listbox" tabindex="0" aria-label=${gettext('Regions')} aria-activedescendant=${this.focused.active ? `region-${this.focused.active}` : nothing} @keydown=${this.pressed}>
        ${repeat(all, r => r.id, r => guard([r, r.id === this.focused.active, this.session.isGhost(r.id), this.focused.linking === r.id, this.state.relations, this.session.remarks.get(r.id)], () => this.row(r)))}</ul>`
        : html`<p class="muted small">${gettext('None yet. Select a place, then press the key of its label; or choose the label first.')}</p>`}
      ${this.acts()}
      ${this.focused.linking ? html`<p class="alert" role="status">${gettext('Relation: go to its other end and press the key again.')}</p>` : nothing}
    </section>`
  }
  /** What one can do with the active one. Not in its row: an option of a list holds no buttons. */
  private acts() {
    const region = this.session.active
    if (!region) return nothing
    return html`<div class="acts" role="group" aria-label=${told(region)}>${this.session.isGhost(region.id) ? html`
        <button class="button small" @click=${() => this.session.decide('accept')}>${gettext('Accept')}</button>
        <button class="button small quiet" @click=${() => this.session.decide('reject')}>${gettext('Reject')}</button>`
      : html`<button class="button small quiet" aria-label=${fill(gettext('Remove %(what)s'), { what: told(region) })} @click=${() => this.session.remove(region.id)}>${gettext('Remove')}</button>`}</div>`
  }
  private row(region: Region) {
    const ghost = this.session.isGhost(region.id), labels = labelsOf(region, this.session.schema), on = region.id === this.focused.active
    const [control, answer] = Object.entries(region.answers).find(([, a]) => a.kind === 'labels' && a.labels.length) ?? ['', null]
    const { hue, style } = look(this.session.schema, control, answer?.kind === 'labels' ? answer.labels[0] ?? '' : '')
    const links = this.state.relations.filter(r => r.from_id === region.id || r.to_id === region.id).length
    return html`<li role="option" id="region-${region.id}" aria-selected=${on} class="${hue} ${ghost ? 'ghost' : ''} ${this.focused.linking === region.id ? 'linking' : ''}" .style=${style} @click=${() => this.session.activate(on ? null : region.id)}>
      <span class="label">${labels.join(', ') || gettext('no label')}</span> <span class="quote" dir="auto">${told(region)}</span>
      ${links ? html`<span class="muted small" title=${fill(ngettext('%(n)s relation', '%(n)s relations', links), { n: links })}>↔ ${links}</span>` : nothing}
      ${ghost ? html`<span class="by-model small">${this.session.sign(region.id)}</span>` : nothing}
      ${this.session.remarks.has(region.id) ? html`<span class="badge warn">${this.session.remarks.get(region.id)}</span>` : nothing}</li>`
  }
  private pressed = (e: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[e.key] as 1 | -1 | undefined
    if (!by || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return
    e.preventDefault()
    this.session.step(by)
  }
  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('focused') || this.focused.active === this.shown) return
    this.shown = this.focused.active
    // Looked for in the next frame: a key is done with once the text shows it.
    requestAnimationFrame(() => this.querySelector('[aria-selected=true]')?.scrollIntoView?.({ block: 'nearest' }))
  }
}
customElements.define('an-regions', Regions)

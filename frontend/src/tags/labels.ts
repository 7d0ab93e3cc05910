/** The labels of a control that makes regions: buttons with their key, their colour and how often each is used. */
import { html, nothing } from 'lit'
import { isRegion, optionsOf, type Option, type RegionControl } from '../core/controls'
import { fill, gettext, ngettext } from '../core/language'
import { ariaKeys, MANY } from '../core/keymap'
import { usesOf } from '../core/usage'
import '../styles/tag-labels.css'
import { Tag } from './base'
import { look } from './colour'
import { refuse, register } from './registry'
import { snapName, snapping } from './spans/snap'

const TEXTS: readonly unknown[] = ['span', 'html', 'utterance']

export class Labels extends Tag<RegionControl> {
  static override properties = { ...Tag.properties, filter: { state: true } }
  declare filter: string
  private stopSnap: () => void = () => {}
  constructor() { super(); this.filter = '' }
  override connectedCallback(): void { super.connectedCallback(); this.stopSnap = snapping.subscribe(() => this.requestUpdate()) }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.stopSnap() }
  protected override opened(): void {
    const { session, control } = this, first = control.options.find(o => o.selected)
    this.filter = ''
    if (first) queueMicrotask(() => { if (!session.focus.armed) session.arm({ control: control.name, label: first.value }) })
  }
  private get shown(): readonly Option[] {
    const all = optionsOf(this.control, this.session.data), wanted = this.filter.trim().toLowerCase()
    return wanted ? all.filter(o => o.text.toLowerCase().includes(wanted)) : all
  }
  override render() {
    const { title, options: _o, attrs, name } = this.control, all = optionsOf(this.control, this.session.data), many = all.length > MANY, shown = this.shown, uses = usesOf(this.state, name)
    return html`<div class="tag-labels ${many ? 'many' : ''} ${attrs['showInline'] === 'false' ? 'column' : ''}">
      ${title ? html`<p class="tag-title">${title}</p>` : nothing}
      ${many ? html`<input type="search" placeholder=${fill(gettext('Filter %(n)s labels'), { n: all.length })} aria-label=${gettext('Filter the labels')} .value=${this.filter} @input=${this.filtered} @keydown=${this.pressed}>` : nothing}
      <div class="bar"><div class="labels" role="group" aria-label=${title || gettext('Labels')}>${shown.map(o => this.button(o, uses.get(o.value) ?? 0))}</div>${this.snap()}</div>
      ${shown.filter(o => o.hint && this.pressedNow(o)).map(o => html`<p class="hint muted small"><strong dir="auto">${o.text}</strong>: <span dir="auto">${o.hint}</span></p>`)}
      ${shown.length ? nothing : html`<p class="muted small">${all.length ? fill(gettext('No label has “%(said)s” in its name.'), { said: this.filter }) : gettext('This control has no labels.')}</p>`}</div>`
  }
  /** The active region carries it. */
  private said(o: Option): boolean { const held = this.session.active?.answers[this.control.name]; return held?.kind === 'labels' && held.labels.includes(o.value) }
  /** Armed, or what the active region is called. */
  private pressedNow(o: Option): boolean {
    const { armed, pending } = this.focused
    return (armed?.control === this.control.name && armed.label === o.value) || (!pending && this.said(o))
  }
  private button(o: Option, used: number) {
    const { name } = this.control, full = o.maxUsages > 0 && used >= o.maxUsages && !this.said(o)
    const keys = this.binding(a => a.do === 'label' && a.name === name && a.value === o.value)?.chords ?? [], { hue, style } = look(this.session.schema, name, o.value)
    const count = o.maxUsages ? fill(gettext('%(n)s of %(of)s'), { n: used, of: o.maxUsages }) : used ? String(used) : ''
    return html`<button type="button" data-answer class="label-button ${hue}" .style=${style} aria-pressed=${this.pressedNow(o)} aria-disabled=${full ? 'true' : nothing}
      aria-keyshortcuts=${keys.length ? ariaKeys(keys) : nothing} title=${full ? gettext('Used as often as the config allows') : o.hint || nothing} @mousedown=${(e: Event) => e.preventDefault()} @click=${() => this.session.label(name, o.value)}>
      <span class="dot" aria-hidden="true"></span><span class="name" dir="auto">${o.text}</span>
      ${count ? html`<span class="uses" title=${fill(ngettext('used %(n)s time', 'used %(n)s times', used), { n: used })}>${count}</span>` : nothing}
      ${keys[0] ? html`<kbd aria-hidden="true">${keys[0]}</kbd>` : nothing}</button>`
  }
  /** How far a selection grows; asked once, by the first control of the page that labels places in a text. */
  private snap() {
    const first = this.session.controls.find(c => isRegion(c) && TEXTS.includes(c.shape))
    if (first !== this.control) return nothing
    const key = this.binding(a => a.do === 'object' && a.what === 'snap')?.chords[0]
    return html`<button type="button" class="button small quiet snap" title=${gettext('What a selection grows to')} @click=${() => snapping.turn()}><span aria-hidden="true">⇤⇥</span> <span aria-live="polite">${snapName(snapping.now)}</span>${key ? html` <kbd aria-hidden="true">${key}</kbd>` : nothing}</button>`
  }
  private filtered = (e: Event): void => { this.filter = (e.target as HTMLInputElement).value }
  /** Enter takes the first that is left, Escape goes back to the keys. */
  private pressed = (e: KeyboardEvent): void => {
    if (e.isComposing || e.ctrlKey || e.metaKey || (e.key !== 'Enter' && e.key !== 'Escape')) return
    const [first] = this.filter.trim() && e.key === 'Enter' ? this.shown : []
    e.preventDefault()
    this.filter = ''
    this.closest<HTMLElement>('.task')?.focus()
    if (first) this.session.label(this.control.name, first.value)
  }
}
customElements.define('an-labels', Labels)

/** Bare shapes are tools of their picture, which draws them. */
for (const tag of ['Labels', 'HyperTextLabels', 'ParagraphLabels', 'RectangleLabels', 'EllipseLabels', 'PolygonLabels', 'KeyPointLabels', 'BrushLabels'])
  register(tag, (node, d) => (isRegion(d.session.schema.of(node)) ? html`<an-labels .node=${node} .session=${d.session} .keys=${d.keys}></an-labels>` : refuse(node, d)))
for (const tag of ['Rectangle', 'Ellipse', 'Polygon', 'KeyPoint', 'Brush']) register(tag, (node, d) => (d.session.schema.of(node) ? nothing : refuse(node, d)))

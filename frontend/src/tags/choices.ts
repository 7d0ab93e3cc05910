/** One of several, or several: large buttons with their key on them; a tree where they are nested; a field that filters where there are many. */
import { html, nothing, type TemplateResult } from 'lit'
import { said, stateOf } from '../core/commands/choose'
import { flat, optionsOf, yes, type ChoicesControl, type Option } from '../core/controls'
import { ariaKeys, manyOf } from '../core/keymap'
import { fill, gettext } from '../core/language'
import { look } from './colour'
import { ask, left, percent, Question } from './question'
import '../styles/tag-choices.css'

const key = (value: unknown): string => JSON.stringify(value)

export class Choices extends Question<ChoicesControl> {
  static override properties = { ...Question.properties, filter: { state: true }, shut: { state: true } }
  declare filter: string
  /** Branches whose choices are folded away. */
  declare shut: ReadonlySet<string>
  private chords = new Map<string, readonly string[]>()
  constructor() { super(); this.filter = ''; this.shut = new Set() }
  protected override opened(): void { this.filter = '' }
  private get options(): readonly Option[] { return optionsOf(this.control, this.session.data) }
  private get layout(): string {
    const { showInline, layout } = this.control.attrs
    if (layout === 'select') return this.control.multiple || this.control.nested ? 'vertical' : 'select'
    return showInline !== undefined ? (yes(showInline) ? 'inline' : 'vertical') : layout ?? ''
  }
  override render() {
    const { control, options } = this, { title, multiple, name } = control, many = manyOf(control, this.session.data), shown = this.shown(options)
    this.chords = new Map(this.keys.flatMap(b => (b.action.do === 'choose' && b.action.name === name ? [[key(b.action.value), b.chords]] : [])))
    const kind = multiple ? gettext('choose all that fit') : ''
    if (this.layout === 'select') return html`<div class="tag-field">${this.heading()}${this.list(options)}</div>`
    return html`<fieldset class="tag-choices ${many ? 'many' : ''}" role=${multiple ? 'group' : 'radiogroup'} aria-label=${title || (multiple ? gettext('Choose all that fit') : gettext('Choose one'))}>
      ${title || kind ? html`<p class="tag-title"><span dir="auto">${title}</span>${kind ? html` <span class="muted small">${kind}</span>` : nothing}</p>` : nothing}${this.about()}
      ${many ? html`<input type="search" placeholder=${fill(gettext('Filter %(n)s choices'), { n: flat(options).length })} aria-label=${gettext('Filter the choices')} .value=${this.filter} @input=${this.filtered} @keydown=${this.pressed}>` : nothing}
      <div class="options ${this.layout} ${control.nested ? 'nested' : ''}">${shown.map(o => this.branch(o))}</div>
      ${shown.length ? nothing : html`<p class="muted">${this.filter ? fill(gettext('No choice has “%(said)s” in its name.'), { said: this.filter }) : control.dynamic === null ? nothing : fill(gettext('This task brings no choices in its field “%(field)s”.'), { field: control.dynamic })}</p>`}
    </fieldset>`
  }
  private hit(o: Option): boolean { return o.text.toLowerCase().includes(this.filter.trim().toLowerCase()) }
  /** What has the words in its name, with the branches it hangs on and what hangs on it. */
  private shown(options: readonly Option[]): readonly Option[] {
    if (!this.filter.trim()) return options
    if (!this.control.nested) return options.filter(o => this.hit(o))
    return options.flatMap(o => { const below = this.shown(o.children); return this.hit(o) ? [o] : below.length ? [{ ...o, children: below }] : [] })
  }
  private choose(o: Option): void { this.dispatchEvent(new CustomEvent('choose', { bubbles: true, detail: { name: this.control.name, value: said(this.control, o) } })) }
  /** Enter takes the first that is left, Escape goes back to the keys. */
  private pressed = (e: KeyboardEvent): void => {
    if (!left(e)) return
    const found = this.filter.trim() && e.key === 'Enter' ? flat(this.shown(this.options)).find(o => this.hit(o) && (!o.children.length || !this.control.nested)) : undefined
    e.preventDefault()
    this.filter = ''
    this.leave()
    if (found) this.choose(found)
  }
  private filtered = (e: Event): void => { this.filter = (e.target as HTMLInputElement).value }
  private fold(at: string): void { this.shut = new Set(this.shut.has(at) ? [...this.shut].filter(s => s !== at) : [...this.shut, at]) }

  private branch(o: Option): TemplateResult {
    if (!this.control.nested || !o.children.length) return this.option(o)
    const at = key(o.path), open = !this.shut.has(at) || !!this.filter.trim()
    return html`<div class="branch"><div class="row"><button type="button" class="fold" aria-expanded=${open} aria-label=${fill(gettext('Choices under “%(name)s”'), { name: o.text })} @click=${() => this.fold(at)}></button>
      ${this.control.multiple ? this.option(o) : html`<span class="said" dir="auto">${o.text}</span>`}</div>
      ${open ? html`<div class="options below">${o.children.map(c => this.branch(c))}</div>` : nothing}</div>`
  }
  private option(o: Option): TemplateResult {
    const { control } = this, { multiple } = control, value = said(control, o), on = stateOf(this.answered, control, o), chords = this.chords.get(key(value)) ?? []
    const offer = this.offered, suggested = offer?.answer.kind === 'choices' && offer.answer.values.some(v => key(v) === key(value))
    const { hue, style } = look(this.session.schema, control.name, o.value)
    return html`<button type="button" data-answer class="choice ${suggested ? 'suggested' : ''} ${style ? `own ${hue}` : ''}" .style=${style} role=${multiple ? 'checkbox' : 'radio'} aria-checked=${multiple ? on : on === 'true'}
      aria-keyshortcuts=${chords.length ? ariaKeys(chords) : nothing} @click=${() => this.choose(o)}>
      ${chords[0] ? html`<kbd aria-hidden="true">${chords[0].replace('Mod', 'Ctrl')}</kbd>` : html`<kbd class="none" aria-hidden="true"></kbd>`}
      <span class="said"><span dir="auto">${o.text}</span> ${o.hint ? html`<small class="muted" dir="auto">${o.hint}</small>` : nothing}
        ${suggested ? html`<small class="by-model">${gettext('suggested')}${percent(offer.score)}</small>` : nothing}</span>
      <span class="mark" aria-hidden="true"></span></button>`
  }
  private list(options: readonly Option[]): TemplateResult {
    const offer = this.offered, by = (o: Option): string => (offer?.answer.kind === 'choices' && offer.answer.values.includes(o.value) ? ` (${gettext('suggested')}${percent(offer.score)})` : '')
    const chosen = options.findIndex(o => stateOf(this.answered, this.control, o) === 'true')
    return html`<select aria-label=${this.label} .value=${String(chosen)} @keydown=${(e: KeyboardEvent) => { if (left(e)) { e.preventDefault(); this.leave() } }} @change=${(e: Event) => {
      const o = options[Number((e.target as HTMLSelectElement).value)] ?? options[chosen]
      if (o) this.choose(o)
    }}><option value="-1" ?selected=${chosen < 0}>${gettext('Choose one')}</option>${options.map((o, n) => html`<option value=${n} ?selected=${n === chosen} title=${o.hint || nothing}>${o.text}${by(o)}</option>`)}</select>`
  }
}
customElements.define('an-choices', Choices)
ask('Choices', (node, { session, keys }) => html`<an-choices .node=${node} .session=${session} .keys=${keys}></an-choices>`)

/** One of several, or several: large buttons with their key on them. */
import { html, nothing } from 'lit'
import { controlOf, type ChoicesControl, type Option } from '../core/controls'
import { ariaKeys, MANY } from '../core/keymap'
import { Tag } from './base'
import { draw, register } from './registry'

export class Choices extends Tag {
  static override properties = { ...Tag.properties, filter: { state: true } }
  declare filter: string
  constructor() { super(); this.filter = '' }
  private get control(): ChoicesControl { return controlOf(this.node) as ChoicesControl }
  private chosen(values: 'state' | 'suggested'): readonly string[] {
    const answer = (values === 'state' ? this.state : this.session.suggested)?.answers[this.control.name]
    return answer?.kind === 'choices' ? answer.values : []
  }
  override render() {
    const { title, multiple, options } = this.control, many = options.length > MANY
    const shown = this.shown(options)
    return html`<fieldset class="tag-choices ${many ? 'many' : ''}" role=${multiple ? 'group' : 'radiogroup'} aria-label=${title || (multiple ? 'Choose all that fit' : 'Choose one')}>
      ${title || multiple ? html`<p class="tag-title">${title}${multiple ? html` <span class="muted small">choose all that fit</span>` : nothing}</p>` : nothing}
      ${many ? html`<input type="search" placeholder="Filter ${options.length} choices" aria-label="Filter the choices" .value=${this.filter} @input=${this.filtered} @keydown=${this.pressed}>` : nothing}
      <div class="options">${shown.map(o => this.option(o, multiple))}</div>
      ${shown.length ? nothing : html`<p class="muted">No choice has “${this.filter}” in its name.</p>`}
    </fieldset>`
  }
  private shown(options: readonly Option[]): readonly Option[] {
    const wanted = this.filter.trim().toLowerCase()
    return wanted ? options.filter(o => o.text.toLowerCase().includes(wanted)) : options
  }
  private choose(value: string): void { this.dispatchEvent(new CustomEvent('choose', { bubbles: true, detail: { name: this.control.name, value } })) }
  /** Enter takes the first that is left, Escape goes back to the keys. */
  private pressed = (e: KeyboardEvent): void => {
    if (e.isComposing || e.ctrlKey || e.metaKey || (e.key !== 'Enter' && e.key !== 'Escape')) return
    const [first] = this.filter.trim() && e.key === 'Enter' ? this.shown(this.control.options) : []
    e.preventDefault()
    this.filter = ''
    this.closest<HTMLElement>('.task')?.focus()
    if (first) this.choose(first.value)
  }
  private filtered = (e: Event): void => { this.filter = (e.target as HTMLInputElement).value }
  private option(o: Option, multiple: boolean) {
    const on = this.chosen('state').includes(o.value), suggested = this.chosen('suggested').includes(o.value)
    const { action, chords } = this.keys.find(b => b.action.do === 'choose' && b.action.name === this.control.name && b.action.value === o.value) ?? { action: null, chords: [] }
    const score = this.session.claim.suggestion?.score
    return html`<button type="button" data-answer class="choice ${suggested ? 'suggested' : ''}" role=${multiple ? 'checkbox' : 'radio'} aria-checked=${on}
      aria-keyshortcuts=${action && chords.length ? ariaKeys(chords) : nothing} @click=${() => this.choose(o.value)}>
      ${chords[0] ? html`<kbd aria-hidden="true">${chords[0]}</kbd>` : html`<kbd class="none" aria-hidden="true"></kbd>`}
      <span class="said"><span dir="auto">${o.text}</span>${o.hint ? html`<small class="muted">${o.hint}</small>` : nothing}
        ${suggested ? html`<small class="by-model">suggested${typeof score === 'number' ? ` ${Math.round(score * 100)} %` : ''}</small>` : nothing}</span>
      <span class="mark" aria-hidden="true"></span></button>`
  }
}
customElements.define('an-choices', Choices)
register('Choices', (node, drawing) => controlOf(node)
  ? html`<an-choices .node=${node} .session=${drawing.session} .keys=${drawing.keys}></an-choices>`
  : draw({ ...node, tag: 'Choices taken from the task, or for one region' }, drawing))

/** A number, typed or set on a slider. */
import { html, nothing } from 'lit'
import { yes, type NumberControl } from '../core/controls'
import { fill, gettext } from '../core/language'
import { sound } from '../core/missing'
import { ask, left, Question } from './question'
import '../styles/tag-fields.css'

const EPSILON = 1e-8
/** What a number may not be, in words. Steps are counted from the least one, as Label Studio counts them. */
export function off({ min, max, step, title, name }: NumberControl, n: number): string {
  const who = title || name
  if (min !== null && max !== null && (n < min || n > max)) return fill(gettext('%(name)s must be from %(min)s to %(max)s.'), { name: who, min, max })
  if (min !== null && n < min) return fill(gettext('%(name)s must be %(min)s or more.'), { name: who, min })
  if (max !== null && n > max) return fill(gettext('%(name)s must be %(max)s or less.'), { name: who, max })
  if (!step || step < 0) return ''
  const base = min ?? 0, steps = (n - base) / step
  if (Math.abs(Math.round(steps) * step + base - n) <= EPSILON) return ''
  const exact = (v: number): number => Number(v.toFixed(10))
  return fill(gettext('%(name)s goes in steps of %(step)s: %(low)s or %(high)s.'), { name: who, step, low: exact(Math.floor(steps) * step + base), high: exact(Math.ceil(steps) * step + base) })
}
sound.set('number', (control, answer) => (control.kind === 'number' && answer.kind === 'number' && answer.number !== null ? off(control, answer.number) : ''))

export class NumberField extends Question<NumberControl> {
  override render() {
    const { min, max, step, attrs } = this.control, now = this.answered, given = now?.kind === 'number' ? now.number : null, offer = this.offered
    const wrong = given === null ? '' : off(this.control, given), slider = yes(attrs['slider']), low = min ?? 0, high = max ?? Math.max(100, low)
    const id = `number-${this.control.name}`
    return html`<div class="tag-field">${this.heading(min === null && max === null ? nothing : html`<span class="muted small">${min ?? ''} – ${max ?? ''}</span>`)}
      ${offer?.answer.kind === 'number' ? this.suggestion(String(offer.answer.number)) : nothing}
      ${slider
        ? html`<div class="slider"><input type="range" aria-label=${this.label} aria-valuetext=${given === null ? gettext('not set') : nothing} min=${low} max=${high} step=${step ?? 1} .value=${String(given ?? low)} class=${given === null ? 'unset' : ''}
            @input=${this.typed} @click=${this.typed} @keydown=${(e: KeyboardEvent) => { if (e.key === ' ') { e.preventDefault(); this.typed(e) } else this.done(e) }}><output class="number">${given ?? gettext('not set')}</output>
            ${given === null ? nothing : html`<button type="button" class="button small quiet" @click=${() => this.put(null)}>${gettext('Clear')}</button>`}</div>`
        : html`<input type="number" inputmode="decimal" aria-label=${this.label} min=${min ?? nothing} max=${max ?? nothing} step=${step ?? 'any'} .value=${given === null ? '' : String(given)} aria-invalid=${wrong ? 'true' : nothing} aria-describedby=${wrong ? id : nothing}
            @input=${this.typed} @keydown=${this.done}>`}
      ${wrong ? html`<p class="field-error" id=${id} role="status">${wrong}</p>` : nothing}</div>`
  }
  private put(number: number | null): void { this.say({ kind: 'number', number }, 'number') }
  private typed = (e: Event): void => {
    const input = e.currentTarget as HTMLInputElement
    // Half a number ("-", "1e") is none yet, and stays in the field.
    if (input.validity?.badInput) return
    this.put(input.value === '' ? null : Number(input.value))
  }
  private done = (e: KeyboardEvent): void => { if (left(e)) { e.preventDefault(); this.leave() } }
}
customElements.define('an-number', NumberField)
ask('Number', (node, { session, keys }) => html`<an-number .node=${node} .session=${session} .keys=${keys}></an-number>`)

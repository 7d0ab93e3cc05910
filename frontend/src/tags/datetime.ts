/** A date, a time, a month or a year, by the browser's own fields. */
import { html, nothing, type TemplateResult } from 'lit'
import type { DateTimeControl } from '../core/controls'
import { askedFor, iso, monthNames, parts, within, written, type Parts } from '../core/dates'
import { fill, gettext } from '../core/language'
import { sound } from '../core/missing'
import type { Answer } from '../core/types'
import { ask, left, Question } from './question'
import '../styles/tag-fields.css'

export function outside({ only, attrs, title, name }: DateTimeControl, given: Parts): string {
  const asked = askedFor(only), { min, max } = attrs
  if (within(given, asked, min, max)) return ''
  const who = title || name
  return min && max ? fill(gettext('%(name)s must be from %(min)s to %(max)s.'), { name: who, min, max })
    : min ? fill(gettext('%(name)s must not be before %(min)s.'), { name: who, min }) : fill(gettext('%(name)s must not be after %(max)s.'), { name: who, max: max ?? '' })
}
const read = (control: DateTimeControl, answer: Answer | undefined): Parts =>
  (answer?.kind === 'datetime' ? parts(answer.datetime, askedFor(control.only), control.attrs['format']) : null) ?? {}
sound.set('datetime', (control, answer) => (control.kind === 'datetime' ? outside(control, read(control, answer)) : ''))

export class DateTimeField extends Question<DateTimeControl> {
  /** What was begun and makes no date yet. */
  private begun: { of: string; said: string; parts: Parts } | null = null
  protected override opened(): void { this.begun = null }
  private get said(): string { const now = this.answered; return now?.kind === 'datetime' ? String(now.datetime) : '' }
  private get parts(): Parts {
    const { begun, said } = this
    return begun && begun.of === (this.region?.id ?? '') && begun.said === said ? begun.parts : read(this.control, this.answered)
  }
  override render() {
    const { only, attrs } = this.control, asked = askedFor(only), { parts: now, said } = this, offer = this.offered, wrong = outside(this.control, now), id = `datetime-${this.control.name}`
    const clock = (bound: string | undefined): string | typeof nothing => /\d\d:\d\d/.exec(bound ?? '')?.[0] ?? nothing
    const day = (bound: string | undefined): string | typeof nothing => (/^\d{4}-\d\d-\d\d/.test(bound ?? '') ? bound!.slice(0, 10) : nothing)
    const year = (bound: string | undefined): string | typeof nothing => (bound === 'current' ? String(new Date().getFullYear()) : /^\d{4}/.exec(bound ?? '')?.[0] ?? nothing)
    const named = (what: string): string => (asked.date && !asked.time ? this.label : `${this.label}: ${what}`)
    const field = (type: string, what: string, value: string, min: unknown, max: unknown, change: (v: string) => Parts): TemplateResult =>
      html`<input type=${type} placeholder=${type === 'number' ? gettext('Year') : nothing} aria-label=${named(what)} .value=${value} min=${min} max=${max} aria-invalid=${wrong && type !== 'time' ? 'true' : nothing} aria-describedby=${wrong ? id : nothing}
        @input=${(e: Event) => this.put(change((e.target as HTMLInputElement).value))} @keydown=${this.done}>`
    return html`<div class="tag-field">${this.heading()}
      ${offer?.answer.kind === 'datetime' ? this.suggestion(String(offer.answer.datetime)) : nothing}
      <div class="when" role="group" aria-label=${this.label}>
        ${asked.date ? field('date', gettext('date'), iso(now, asked), day(attrs['min']), day(attrs['max']), v => { const [y, m, d] = v.split('-').map(Number); return { year: y || undefined, month: m, day: d } }) : nothing}
        ${asked.month ? html`<select aria-label=${named(gettext('month'))} @change=${(e: Event) => this.put({ month: Number((e.target as HTMLSelectElement).value) || undefined })} @keydown=${this.done}>
          <option value="" ?selected=${!now.month}>${gettext('Month')}</option>${monthNames().map((m, n) => html`<option value=${n + 1} ?selected=${now.month === n + 1}>${m}</option>`)}</select>` : nothing}
        ${asked.year ? field('number', gettext('year'), now.year ? String(now.year) : '', year(attrs['min']), year(attrs['max']), v => ({ year: Number(v) || undefined })) : nothing}
        ${asked.time ? field('time', gettext('time'), now.time ?? '', clock(attrs['min']), clock(attrs['max']), v => ({ time: v || undefined })) : nothing}
        ${said ? html`<output class="muted small" dir="auto">${attrs['format'] ? said : nothing}</output><button type="button" class="button small quiet" @click=${() => this.put({ year: undefined, month: undefined, day: undefined, time: undefined })}>${gettext('Clear')}</button>` : nothing}
      </div>${wrong ? html`<p class="field-error" id=${id} role="status">${wrong}</p>` : nothing}</div>`
  }
  private put(change: Parts): void {
    const now = { ...this.parts, ...change }, datetime = written(now, askedFor(this.control.only), this.control.attrs['format'])
    this.begun = { of: this.region?.id ?? '', said: datetime, parts: now }
    if (datetime !== this.said) this.say({ kind: 'datetime', datetime })
    this.requestUpdate()
  }
  private done = (e: KeyboardEvent): void => {
    if (!left(e)) return
    e.preventDefault()
    this.leave()
  }
}
customElements.define('an-datetime', DateTimeField)
ask('DateTime', (node, { session, keys }) => html`<an-datetime .node=${node} .session=${session} .keys=${keys}></an-datetime>`)

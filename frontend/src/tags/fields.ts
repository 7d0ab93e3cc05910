/** Free text, one or several, and ratings. */
import { html, nothing, type TemplateResult } from 'lit'
import { yes, type RatingControl, type TextControl } from '../core/controls'
import { ariaKeys } from '../core/keymap'
import { fill, gettext } from '../core/language'
import { sound } from '../core/missing'
import { ask, left, Question } from './question'
import '../styles/tag-choices.css'

const alike = (texts: readonly string[], n: number): boolean => texts.some((t, i) => i < n && t.trim().toLowerCase() === texts[n]!.trim().toLowerCase())

export class TextArea extends Question<TextControl> {
  static override properties = { ...Question.properties, at: { state: true }, twice: { state: true } }
  /** How many texts stand in the list above the field. What is in the field is the next one, and counts without being added. */
  declare at: number
  declare twice: boolean
  private of: string | null = null
  constructor() { super(); this.at = 0; this.twice = false }
  private get texts(): readonly string[] { const now = this.answered; return now?.kind === 'text' ? now.texts : [] }
  /** It grows with what is in it, from so many lines on. */
  private get tall(): string { return `min-height: calc(${this.control.rows}lh + 1rem)` }
  private get one(): boolean { return this.control.rows === 1 }
  protected override opened(): void { this.of = null }
  /** A single text stands in the field; several stand in the list, again so for another task or another region. */
  private settle(): void {
    const of = this.region?.id ?? '', { length } = this.texts, single = this.control.most === 1
    if (this.of !== of) { this.of = of; this.twice = false; this.at = length }
    if (single) this.at = Math.max(0, length - 1)
    else if (this.at > length || this.at < length - 1) this.at = length
  }
  override render() {
    this.settle()
    const { rows, placeholder, most, attrs } = this.control, { texts, at } = this, offer = this.offered, added = texts.slice(0, at)
    const button = most !== 1 && (attrs['showSubmitButton'] === undefined ? rows > 1 || texts.length > 0 : yes(attrs['showSubmitButton']))
    return html`<div class="tag-field">${this.heading(most > 1 ? html`<span class="muted small">${fill(gettext('%(n)s of %(of)s'), { n: texts.length, of: most })}</span>` : nothing)}
      ${offer?.answer.kind === 'text' ? this.suggestion(offer.answer.texts.join(' · ')) : nothing}
      ${added.length ? html`<ul class="texts">${added.map((t, n) => this.entry(t, n))}</ul>` : nothing}
      ${most && at >= most ? nothing : html`<div class="adding"><textarea rows=${rows} .style=${this.tall} dir="auto" aria-label=${added.length ? fill(gettext('%(name)s, one more'), { name: this.label }) : this.label} placeholder=${placeholder || nothing} .value=${texts[at] ?? ''}
        @input=${(e: Event) => this.put(at, (e.target as HTMLTextAreaElement).value)} @keydown=${this.pressed}></textarea>
      ${button ? html`<button type="button" class="button small" ?disabled=${!texts[at]?.trim() || at + 1 === most} @click=${this.add}>${gettext('Add')} <kbd aria-hidden="true">${this.one ? '↵' : '⇧↵'}</kbd></button>` : nothing}</div>`}
      ${this.twice ? html`<p class="field-error" role="alert">${gettext('This text is there already.')}</p>` : nothing}</div>`
  }
  private entry(text: string, n: number): TemplateResult {
    return html`<li>${this.control.attrs['editable'] === 'false' ? html`<span class="verbatim" dir="auto">${text}</span>` : html`<textarea rows=${this.control.rows} .style=${this.tall} dir="auto" aria-label=${`${this.label} ${n + 1}`} .value=${text}
        @input=${(e: Event) => this.put(n, (e.target as HTMLTextAreaElement).value)} @keydown=${(e: KeyboardEvent) => { if (left(e, this.one ? undefined : ['Escape'])) { e.preventDefault(); this.leave() } }}></textarea>`}
      <button type="button" class="button small quiet" aria-label=${fill(gettext('Remove %(what)s'), { what: text })} @click=${() => { this.at--; this.write(this.texts.filter((_, i) => i !== n)); this.leave() }}>${gettext('Remove')}</button></li>`
  }
  private put(n: number, text: string): void {
    this.twice = false
    this.write(n === this.at && !text ? this.texts.slice(0, n) : [...this.texts.slice(0, n), text, ...this.texts.slice(n + 1)])
  }
  private write(texts: readonly string[]): void { this.session.write(this.control.name, texts) }
  private add = (): void => {
    const { at, texts } = this, { most, attrs } = this.control
    if (!texts[at]?.trim() || at + 1 === most) return this.leave()
    this.twice = yes(attrs['skipDuplicates']) && alike(texts, at)
    if (!this.twice) this.at = at + 1
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.adding textarea')?.focus())
  }
  /** In one line Enter adds, in several Shift and Enter, as in Label Studio. Enter in an empty line, or where no more fits, is done here. */
  private pressed = (e: KeyboardEvent): void => {
    const adds = e.key === 'Enter' && e.shiftKey !== this.one && !e.isComposing && !e.ctrlKey && !e.metaKey && !e.altKey
    if (!adds && !left(e, ['Escape'])) return
    e.preventDefault()
    if (adds) this.add()
    else this.leave()
  }
}
sound.set('text', (control, answer) => answer.kind === 'text' && yes(control.attrs['skipDuplicates']) && answer.texts.some((_, n) => alike(answer.texts, n)) ? fill(gettext('%(name)s has the same text twice.'), { name: control.title || control.name }) : '')
customElements.define('an-textarea', TextArea)

const ICONS: Readonly<Record<string, string>> = {
  star: 'M12 2.2l3 6.4 7 .9-5.1 4.8 1.3 7-6.2-3.4-6.2 3.4 1.3-7L2 9.5l7-.9z',
  heart: 'M12 21C5 15.6 2 12.2 2 8.4 2 5.5 4.2 3.5 6.8 3.5c2.1 0 4 1.2 5.2 3.2 1.2-2 3.1-3.2 5.2-3.2C19.8 3.5 22 5.5 22 8.4c0 3.8-3 7.2-10 12.6z',
  fire: 'M12.6 2c.6 4.2-4.4 6-5.9 10.2C5.1 17 7.9 22 12.2 22c4.2 0 7.2-3.1 6.7-7.3-.3-2.8-2-4.5-2.6-6.8-1 .8-1.6 1.8-1.7 3C12.8 8.6 13.5 5 12.6 2z',
  smile: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM7 9.5a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0zm7 0a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0zm-7.5 4.2h11c-.6 2.8-2.7 4.6-5.5 4.6s-4.9-1.8-5.5-4.6z',
}
export class Rating extends Question<RatingControl> {
  override render() {
    const { name, stars, attrs } = this.control, now = this.answered, given = now?.kind === 'rating' ? now.stars : 0, offer = this.offered
    const suggested = offer?.answer.kind === 'rating' ? offer.answer.stars : 0, icon = ICONS[attrs['icon'] ?? ''] ?? ICONS['star']!
    const says = (n: number): string => fill(gettext('%(n)s of %(of)s'), { n, of: stars })
    return html`<div class="tag-field" role="radiogroup" aria-label=${this.label}>${this.heading(given ? html`<span class="small" aria-hidden="true">${says(given)}</span>` : nothing)}
      ${this.suggestion(suggested ? says(suggested) : '')}
      <div class="stars ${['small', 'large'].includes(attrs['size'] ?? '') ? attrs['size'] : ''}">${Array.from({ length: stars }, (_, i) => {
        const n = i + 1, key = this.binding(a => a.do === 'rate' && a.name === name && a.stars === n)
        return html`<button type="button" data-answer role="radio" aria-checked=${given === n} class=${i < given ? 'on' : ''} aria-label=${says(n)} aria-keyshortcuts=${key?.chords.length ? ariaKeys(key.chords) : nothing} @click=${() => this.session.rate(name, n)}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path fill-rule="evenodd" d=${icon}></path></svg>${key?.chords[0] ? html`<kbd aria-hidden="true">${key.chords[0]}</kbd>` : nothing}</button>`
      })}</div></div>`
  }
}
customElements.define('an-rating', Rating)

ask('TextArea', (node, { session, keys }) => html`<an-textarea .node=${node} .session=${session} .keys=${keys}></an-textarea>`)
ask('Rating', (node, { session, keys }) => html`<an-rating .node=${node} .session=${session} .keys=${keys}></an-rating>`)

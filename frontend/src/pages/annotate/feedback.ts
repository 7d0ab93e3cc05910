/** After an answer in practice: was it right, what is, and why; then on to the next. */
import { html, LitElement, nothing } from 'lit'
import { fill, gettext } from '../../core/language'
import { spoken } from '../../core/spoken'
import type { Feedback, Result } from '../../core/types'

export class Told extends LitElement {
  static override properties = { feedback: { attribute: false }, mine: { attribute: false }, shortcut: {}, explains: { type: Boolean } }
  declare feedback: Feedback
  declare mine: readonly Result[]
  declare shortcut: string
  /** There is a guideline to be opened. */
  declare explains: boolean
  override createRenderRoot(): this { return this }
  override firstUpdated(): void { this.querySelector<HTMLElement>('.told')!.focus({ preventScroll: true }); this.scrollIntoView({ block: 'nearest' }) }
  override render() {
    const { right, result, why, section } = this.feedback
    return html`<section class="told ${right ? 'right' : 'wrong'}" tabindex="-1" aria-labelledby="told-title">
      <h2 id="told-title"><span aria-hidden="true">${right ? '✓' : '✗'}</span> ${right ? gettext('That is right') : gettext('Not quite')}</h2>
      <div role="status">
        ${right ? nothing : html`<dl><div><dt>${gettext('You said')}</dt><dd>${lines(this.mine)}</dd></div><div><dt>${gettext('Right is')}</dt><dd><strong>${lines(result)}</strong></dd></div></dl>`}
        ${why ? html`<p class="why" dir="auto">${why}</p>` : nothing}
      </div>
      <div class="row">
        ${section && this.explains ? html`<button class="button quiet" @click=${() => this.dispatchEvent(new CustomEvent('explain', { detail: section.anchor }))}>${fill(gettext('Guideline: %(section)s'), { section: section.title })}</button>` : nothing}
        <button class="button primary" @click=${() => this.dispatchEvent(new CustomEvent('go'))}>${gettext('Go on')} <kbd aria-hidden="true">${this.shortcut}</kbd></button>
      </div></section>`
  }
}
const lines = (result: readonly Result[]) => spoken(result).map(line => html`<span class="line" dir="auto">${line}</span>`)
customElements.define('an-feedback', Told)

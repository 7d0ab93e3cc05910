/** Why a task is skipped: it helps whoever writes the guideline. */
import { html, LitElement } from 'lit'
import { gettext } from '../../core/language'

const reasons = [gettext('I cannot decide'), gettext('It is broken or empty'), gettext('Not in a language I know'), gettext('Upsetting, or private')] as const

export class Skip extends LitElement {
  static override properties = { onReason: { attribute: false } }
  declare onReason: (reason: string) => void
  override createRenderRoot(): this { return this }
  private get dialog(): HTMLDialogElement { return this.querySelector('dialog')! }
  open(): void { this.querySelector('form')!.reset(); this.dialog.showModal() }
  private give(reason: string): void { this.dialog.close(); this.onReason(reason) }
  private pressed(e: KeyboardEvent): void {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(e.code)?.[1], reason = digit && reasons[Number(digit) - 1]
    if (!reason || e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey) return
    e.preventDefault()
    this.give(reason)
  }
  private sent(e: SubmitEvent): void {
    e.preventDefault()
    const own = this.querySelector('input')!
    if (own.value.trim()) this.give(own.value.trim())
    else own.focus()
  }
  override render() {
    return html`<dialog aria-labelledby="skip-title" @keydown=${this.pressed}>
      <header><h2 id="skip-title">${gettext('Skip this one')}</h2><button class="button small quiet" @click=${() => this.dialog.close()}>${gettext('Cancel')} <kbd aria-hidden="true">Esc</kbd></button></header>
      <div class="reasons">${reasons.map((r, i) => html`<button type="button" class="button" @click=${() => this.give(r)}><kbd aria-hidden="true">${i + 1}</kbd> ${r}</button>`)}</div>
      <form class="field-row" @submit=${this.sent}><div class="field"><label for="skip-own">${gettext('Another reason')}</label><input id="skip-own" maxlength="300" autocomplete="off"></div><button class="button">${gettext('Skip')}</button></form></dialog>`
  }
}
customElements.define('an-skip', Skip)

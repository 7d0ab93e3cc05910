/** The seconds on this task, quietly. */
import { html, LitElement } from 'lit'
import { gettext } from '../../core/language'
import type { Stopwatch } from '../../core/stopwatch'

export class Clock extends LitElement {
  static override properties = { watch: { attribute: false } }
  declare watch: Stopwatch
  private timer: ReturnType<typeof setInterval> | undefined
  override createRenderRoot(): this { return this }
  override connectedCallback(): void { super.connectedCallback(); this.timer = setInterval(() => this.requestUpdate(), 1000) }
  override disconnectedCallback(): void { super.disconnectedCallback(); clearInterval(this.timer) }
  override render() {
    const seconds = Math.floor(this.watch.seconds)
    return html`<span class="number muted small" role="timer" aria-label=${gettext('Time on this task')} title=${gettext('Time on this task, while it is in sight')}>${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}</span>`
  }
}
customElements.define('an-clock', Clock)

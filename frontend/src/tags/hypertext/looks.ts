/** The looks that a label config asks for: styles of its views, and its <Style> sheets. Loaded where a config has any. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import type { TagNode } from '../../core/types'
import { dressWith } from '../layout'
import { register } from '../registry'
import { sheetOf } from './sheet'
import { dress } from './style'

const ROOT = '.task'

/** There as long as it is on the page: another config finds nothing of it. */
export class Sheet extends LitElement {
  static override properties = { node: { attribute: false } }
  declare node: TagNode
  private sheet: CSSStyleSheet | null = null
  override createRenderRoot(): this { return this }
  override connectedCallback(): void { super.connectedCallback(); this.put() }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.take() }
  override willUpdate(changed: PropertyValues<this>): void { if (changed.has('node')) { this.take(); this.sheet = null; this.put() } }
  private put(): void {
    if (!this.node || !this.isConnected) return
    this.sheet ??= sheetOf(this.node.text ?? '', ROOT)
    if (!document.adoptedStyleSheets.includes(this.sheet)) document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet]
  }
  private take(): void { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(s => s !== this.sheet) }
  override render() { return nothing }
}
customElements.define('an-style', Sheet)

dressWith(dress)
register('Style', node => html`<an-style .node=${node} hidden></an-style>`)

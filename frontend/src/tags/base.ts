/** What every labelling element shares: its node, the session, redrawn when that changes, in the page's own DOM (no shadow). */
import { LitElement, type PropertyValues } from 'lit'
import type { Binding } from '../core/keymap'
import type { Session } from '../core/session'
import type { State, TagNode } from '../core/types'

export abstract class Tag extends LitElement {
  static override properties = { node: { attribute: false }, session: { attribute: false }, keys: { attribute: false }, state: { state: true } }
  declare node: TagNode
  declare session: Session
  declare keys: readonly Binding[]
  declare state: State
  private stop?: (() => void) | undefined
  override createRenderRoot(): this { return this }
  /** Subscribed here and not on connecting: a next task is a new session in the same element. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session')) return
    this.stop?.()
    this.state = this.session.state
    this.stop = this.session.subscribe(s => { this.state = s })
  }
  override connectedCallback(): void {
    super.connectedCallback()
    if (this.session && !this.stop) this.stop = this.session.subscribe(s => { this.state = s })
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.stop?.(); this.stop = undefined }
}

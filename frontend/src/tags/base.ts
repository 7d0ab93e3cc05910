/** What every labelling element shares: its node, the session, redrawn when that changes, in the page's own DOM (no shadow). */
import { LitElement, type PropertyValues } from 'lit'
import type { Control } from '../core/controls'
import type { Binding } from '../core/keymap'
import type { Session } from '../core/session'
import { noFocus, type Change, type Focus, type State, type TagNode } from '../core/types'

export abstract class Tag<C extends Control = Control> extends LitElement {
  static override properties = { node: { attribute: false }, session: { attribute: false }, keys: { attribute: false }, state: { state: true }, focused: { state: true } }
  declare node: TagNode
  declare session: Session
  declare keys: readonly Binding[]
  declare state: State
  /** What one is at: the active region, the pending place, the armed label. */
  declare focused: Focus
  private stops: (() => void)[] = []
  constructor() { super(); this.focused = noFocus }
  override createRenderRoot(): this { return this }
  get control(): C { return this.session.schema.of(this.node) as C }
  /** The name by which results point at an object. */
  get name(): string { return this.node.attrs['name'] ?? '' }
  /** The key on an option, to be drawn on it and announced. */
  protected binding(is: (action: Binding['action']) => boolean): Binding | undefined { return this.keys.find(b => is(b.action)) }
  /** Called once for each session the element is given; a next task is a new session in the same element. */
  protected opened(): void {}
  protected changed(_change: Change): void {}
  /** An arrow, Enter, Escape or another command for objects (see keymap). True if it meant something here. */
  act(_what: string): boolean { return false }

  private listen(): void {
    this.stops = [
      this.session.subscribe(c => { this.state = c.after; this.changed(c) }),
      this.session.focusing.subscribe(f => { this.focused = f }),
    ]
  }
  private deafen(): void { this.stops.forEach(stop => stop()); this.stops = [] }
  /** Subscribed here and not on connecting: see `opened`. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session')) return
    this.deafen()
    this.state = this.session.state
    this.focused = this.session.focus
    this.opened()
    this.listen()
  }
  override connectedCallback(): void {
    super.connectedCallback()
    if (!this.session || this.stops.length) return
    this.state = this.session.state
    this.focused = this.session.focus
    this.listen()
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.deafen() }
}

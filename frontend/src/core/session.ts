/** One task being answered: its state, history and stopwatch. A next task is a new session. */
import * as command from './commands'
import { controlsOf, fromResult, missing, toResult, type ChoicesControl, type Control, type RatingControl, type TextControl } from './controls'
import { Emitter } from './emitter'
import { amend, begin, push, redo, undo, type History } from './history'
import { Stopwatch } from './stopwatch'
import { emptyState, type Claim, type Refusal, type Result, type State, type TagNode } from './types'

export interface Opening {
  /** What to begin with: a draft, or the answer that is being corrected. */
  readonly result?: readonly Result[] | null
  /** The id of the annotation that this one corrects. */
  readonly corrects?: string
  /** The id of a kept answer that the server refused and that this one takes the place of. */
  readonly replaces?: string
  readonly problem?: Refusal
}

export class Session extends Emitter<State> {
  readonly controls: readonly Control[]
  readonly suggested: State | null
  readonly watch: Stopwatch
  /** Set when the server said that this seat is no longer ours. */
  lost: Refusal | null = null
  private history: History<State>
  private typing: string | null = null

  constructor(readonly schema: TagNode, readonly claim: Claim, now: () => number, readonly opening: Opening = {}) {
    super()
    this.controls = controlsOf(schema)
    this.suggested = claim.suggestion && fromResult(claim.suggestion.result, this.controls)
    this.watch = new Stopwatch(now, claim.assignment.seconds ?? 0)
    const from = opening.result ?? claim.assignment.draft
    this.history = begin(from ? fromResult(from, this.controls) : emptyState)
  }
  get state(): State { return this.history.now }
  get result(): Result[] { return toResult(this.state, this.controls) }
  get missing(): string[] { return missing(this.state, this.controls) }
  /** The one question of a config that a single key can answer: submitting on choice is offered for it alone. */
  get only(): ChoicesControl | null {
    const [first, second] = this.controls
    return first?.kind === 'choices' && !first.multiple && !second ? first : null
  }
  private set(h: History<State>): void { if (h !== this.history) { this.history = h; this.emit(h.now) } }
  private change(next: State): void { this.typing = null; this.set(push(this.history, next)) }

  choose(name: string, value: string): void {
    const control = this.controls.find((c): c is ChoicesControl => c.name === name && c.kind === 'choices')
    if (control) this.change(command.choose(this.state, control, value))
  }
  rate(control: RatingControl, stars: number): void { this.change(command.rate(this.state, control, stars)) }
  write(control: TextControl, text: string): void {
    const next = command.write(this.state, control, text)
    this.set(this.typing === control.name ? amend(this.history, next) : push(this.history, next))
    this.typing = control.name
  }
  accept(): boolean {
    if (!this.suggested || !Object.keys(this.suggested.answers).length) return false
    this.change(command.accept(this.state, this.suggested))
    return true
  }
  undo(): void { this.typing = null; this.set(undo(this.history)) }
  redo(): void { this.set(redo(this.history)) }
}

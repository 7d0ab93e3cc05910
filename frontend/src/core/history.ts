/** Undo and redo: a listener to the stream of changes, over immutable states. */
import type { Change, State } from './types'

export class History {
  private past: State[] = []
  private future: State[] = []
  private joins: string | undefined
  /** Steps of the history itself are not recorded again. */
  record({ before, origin, joins }: Change): void {
    if (origin === 'history') return
    if (!joins || joins !== this.joins) this.past.push(before)
    this.joins = joins
    this.future = []
  }
  /** The next step starts anew, even if it is of the same kind. */
  rest(): void { this.joins = undefined }
  undo(now: State): State | null { return this.step(this.past, this.future, now) }
  redo(now: State): State | null { return this.step(this.future, this.past, now) }
  private step(from: State[], to: State[], now: State): State | null {
    const found = from.pop()
    if (!found) return null
    to.push(now)
    this.rest()
    return found
  }
}

/** Unfinished answers, kept on this computer until the server has them. */
import type { Claim, Result } from './types'

export interface Draft { readonly assignment: number; readonly task: number; readonly result: readonly Result[]; readonly seconds: number }
export interface DraftStore { all(): Promise<Draft[]>; put(draft: Draft): Promise<void>; remove(assignment: number): Promise<void> }

export class Drafts {
  private drafts = new Map<number, Draft>()
  constructor(private readonly store: DraftStore) {}
  async load(): Promise<void> { for (const d of await this.store.all()) if (!this.drafts.has(d.assignment)) this.drafts.set(d.assignment, d) }
  /** What only this computer has of this seat, or of an earlier seat at the same task. */
  of({ assignment, task }: Claim): Draft | null {
    const earlier = [...this.drafts.values()].filter(d => d.task === task.id && d.assignment < assignment.id)
    return this.drafts.get(assignment.id) ?? earlier.at(-1) ?? null
  }
  async put(draft: Draft): Promise<void> { this.drafts.set(draft.assignment, draft); await this.store.put(draft) }
  /** The server has this one; a newer one that was written meanwhile stays. */
  async saved(draft: Draft): Promise<void> { if (this.drafts.get(draft.assignment) === draft) await this.remove(draft.assignment) }
  /** The task is answered: its drafts, of whatever seat, have done their work. */
  async done(task: number): Promise<void> {
    for (const d of [...this.drafts.values()]) if (d.task === task) await this.remove(d.assignment)
  }
  private async remove(assignment: number): Promise<void> { this.drafts.delete(assignment); await this.store.remove(assignment) }
}

/** What the desk asks of a server, whatever carries it. */
import type { Claim, Progress, Reason, Refusal, Result } from './types'

export type ClaimAnswer = { readonly claim: Claim } | { readonly claim: null; readonly reason: Reason }
/** A page of tasks, and why there are not more. */
export interface ClaimsAnswer { readonly claims: readonly Claim[]; readonly reason: Reason | null }
/** Each call rejects with a `Refused` or with any other error when nothing was heard. */
export interface Api {
  claim(besides: readonly number[]): Promise<ClaimAnswer>
  saveDraft(assignment: number, result: readonly Result[], seconds: number): Promise<void>
  release(assignment: number): Promise<void>
  heartbeat(assignment: number): Promise<void>
  /** Many at once, where one takes work along: see the grid. `suggested` '': in the order of the queue. */
  claimMany?(count: number, besides: readonly number[], suggested: string): Promise<ClaimsAnswer>
  /** Which of these seats are lost. */
  beatMany?(assignments: readonly number[]): Promise<readonly number[]>
  progress(): Promise<Progress>
}
export class Refused extends Error { constructor(readonly refusal: Refusal) { super(refusal.message) } }

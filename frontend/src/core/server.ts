/** What the desk asks of a server, whatever carries it. */
import type { Claim, Progress, Reason, Refusal, Result } from './types'

export type ClaimAnswer = { readonly claim: Claim } | { readonly claim: null; readonly reason: Reason }
/** Each call rejects with a `Refused` or with any other error when nothing was heard. */
export interface Api {
  claim(besides: readonly number[]): Promise<ClaimAnswer>
  saveDraft(assignment: number, result: readonly Result[], seconds: number): Promise<void>
  release(assignment: number): Promise<void>
  heartbeat(assignment: number): Promise<void>
  progress(): Promise<Progress>
}
export class Refused extends Error { constructor(readonly refusal: Refusal) { super(refusal.message) } }

/** The one module that fetches. It turns answers into values and refusals; what they mean is decided in core. */
import { Refused, type Api, type ClaimAnswer } from '../core/server'
import type { Letter, Outcome } from '../core/outbox'
import type { Progress, Reason, Refusal, Result, Suggestion, Task } from '../core/types'
import { csrfToken } from './csrf'

const PATIENCE = 20_000
/** Browsers refuse a request that outlives its page from 64 KiB of body on, all of them together. */
const OUTLIVES = 60_000

/** No verdict: the network, a time-out, or a server that is busy or broken. */
class Unheard extends Error { constructor(readonly offline: boolean, readonly seconds?: number) { super(offline ? 'offline' : 'the server is busy') } }

interface ClaimBody { assignment: { id: number; expires_at: string; draft: Result[] | null; seconds: number | null } | null; task?: Task; suggestion?: Suggestion | null; reason?: Reason }

export class Server implements Api {
  constructor(private readonly root: string, private readonly project: number, private readonly csrf: string) {}

  async claim(besides: readonly number[]): Promise<ClaimAnswer> {
    const { assignment, task, suggestion, reason } = (await this.call('POST', `projects/${this.project}/claims/`, { besides })) as ClaimBody
    if (!assignment || !task) return { claim: null, reason: reason ?? { code: 'empty', message: 'There is nothing to annotate now.' } }
    return { claim: { assignment, task, suggestion: suggestion ?? null } }
  }
  async saveDraft(assignment: number, result: readonly Result[], seconds: number): Promise<void> {
    await this.call('PUT', `assignments/${assignment}/draft/`, { result, seconds })
  }
  async release(assignment: number): Promise<void> { await this.call('POST', `assignments/${assignment}/release/`, {}) }
  async heartbeat(assignment: number): Promise<void> { await this.call('POST', `assignments/${assignment}/heartbeats/`, {}) }
  async progress(): Promise<Progress> { return (await this.call('GET', `projects/${this.project}/progress/me/`)) as Progress }

  /** Delivers one letter of the outbox. */
  send = async (letter: Letter): Promise<Outcome> => {
    const { id, kind, assignment, result, seconds, corrects, reason } = letter
    try {
      if (kind === 'skip') await this.call('POST', `assignments/${assignment}/skip/`, { reason: reason ?? '' })
      else await this.call('POST', `assignments/${assignment}/annotations/`, { id, result, seconds, ...(corrects ? { corrects } : {}) })
      return { is: 'delivered' }
    } catch (error) {
      if (error instanceof Unheard) return { is: 'later', offline: error.offline, ...(error.seconds ? { seconds: error.seconds } : {}) }
      if (!(error instanceof Refused)) return { is: 'later', offline: false }
      if (error.refusal.code === 'login') return { is: 'login' }
      // Skipped already, or somebody else's by now: it is off the desk either way, and no work is in it.
      if (kind === 'skip' && error.refusal.status === 409) return { is: 'delivered' }
      return { is: 'refused', refusal: error.refusal }
    }
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    let answer: Response
    try {
      answer = await fetch(this.root + path, {
        method, credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE), keepalive: !!text && text.length * 3 < OUTLIVES,
        headers: { Accept: 'application/json', ...(text === undefined ? {} : { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken(this.csrf) }) },
        ...(text === undefined ? {} : { body: text }),
      })
    } catch { throw new Unheard(true) }
    if (answer.ok) return answer.status === 204 ? null : answer.json().catch(() => { throw new Unheard(false) })
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Unheard(false, Number(answer.headers.get('Retry-After')) || undefined)
    throw new Refused(await refusalOf(answer))
  }
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const { code, message, fields } = (await answer.json().catch(() => ({}))) as Partial<Refusal>
  const loggedOut = answer.status === 401 || (answer.status === 403 && !!message?.startsWith('CSRF'))
  return {
    status: answer.status, code: loggedOut ? 'login' : code ?? 'refused', fields: fields ?? {},
    message: loggedOut ? 'You are logged out.' : message ?? `The server refused this (${answer.status}).`,
  }
}

/** The one module that fetches. It turns answers into values and refusals; what they mean is decided in core. */
import type { Question, QuestionApi, Reply } from '../core/questions'
import type { GridApi } from '../core/grid'
import { fill, gettext } from '../core/language'
import { Refused, type Api, type ClaimAnswer, type ClaimsAnswer } from '../core/server'
import type { Letter, Outcome } from '../core/outbox'
import type { Assignment, Claim, Feedback, Progress, Reason, Refusal, Result, Suggestion, TagNode, Task } from '../core/types'
import { csrfToken } from './csrf'

const PATIENCE = 20_000
/** Browsers refuse a request that outlives its page from 64 KiB of body on, all of them together. */
const OUTLIVES = 60_000

/** No verdict: the network, a time-out, or a server that is busy or broken. */
class Unheard extends Error { constructor(readonly offline: boolean, readonly seconds?: number) { super(offline ? 'offline' : 'the server is busy') } }

interface ClaimBody { assignment: Assignment | null; task?: Task; suggestion?: Suggestion | null; reason?: Reason }

export class Server implements Api, QuestionApi, GridApi {
  constructor(private readonly root: string, private readonly project: number, private readonly csrf: string) {}

  async claim(besides: readonly number[]): Promise<ClaimAnswer> {
    const { assignment, task, suggestion, reason } = (await this.call('POST', `projects/${this.project}/claims/`, { besides })) as ClaimBody
    if (!assignment || !task) return { claim: null, reason: reason ?? { code: 'empty', message: gettext('Nothing to annotate right now') } }
    return { claim: { assignment, task, suggestion: suggestion ?? null } }
  }
  async claimMany(count: number, besides: readonly number[], suggested: string): Promise<ClaimsAnswer> {
    const { claims, reason } = (await this.call('POST', `projects/${this.project}/claims/`, { count, besides, ...(suggested ? { suggested } : {}) })) as { claims: Claim[]; reason?: Reason | null }
    return { claims, reason: reason ?? null }
  }
  async releaseMany(assignments: readonly number[]): Promise<void> { await this.call('POST', `projects/${this.project}/release/`, { assignments }) }
  async beatMany(assignments: readonly number[]): Promise<readonly number[]> { return ((await this.call('POST', `projects/${this.project}/heartbeats/`, { assignments })) as { lost: number[] }).lost }
  async suggestedLabels(): Promise<readonly { readonly label: string; readonly open: number; readonly more?: boolean }[]> { return (await this.call('GET', `projects/${this.project}/suggested/`)) as { label: string; open: number }[] }
  async saveDraft(assignment: number, result: readonly Result[], seconds: number): Promise<void> {
    await this.call('PUT', `assignments/${assignment}/draft/`, { result, seconds })
  }
  async release(assignment: number): Promise<void> { await this.call('POST', `assignments/${assignment}/release/`, {}) }
  async heartbeat(assignment: number): Promise<void> { await this.call('POST', `assignments/${assignment}/heartbeats/`, {}) }
  async progress(): Promise<Progress> { return (await this.call('GET', `projects/${this.project}/progress/me/`)) as Progress }

  async questions(assignment: number): Promise<readonly Question[]> {
    const { mine, answered } = (await this.call('GET', `assignments/${assignment}/questions/`)) as { mine: Question[]; answered: Question[] }
    return [...mine.map(q => ({ ...q, mine: true })), ...answered.map(q => ({ ...q, kind: 'question' as const, mine: false }))]
  }
  async ask(assignment: number, question: Pick<Question, 'id' | 'kind' | 'text' | 'label'>): Promise<Question> { return { ...((await this.call('POST', `assignments/${assignment}/questions/`, question)) as Question), mine: true } }
  async answers(): Promise<readonly Question[]> {
    const { results } = (await this.call('GET', `projects/${this.project}/questions/me/`)) as { results: (Question & { seen: boolean })[] }
    return results.filter(q => !q.seen && (q.kind === 'question' ? q.answer !== null : !!q.answer)).map(q => ({ ...q, mine: true }))
  }
  async seen(ids: readonly string[]): Promise<void> { await this.call('POST', `projects/${this.project}/questions/me/seen/`, { seen: ids }) }
  async reply(question: string, reply: { readonly id: string; readonly text: string }): Promise<Reply> { return (await this.call('POST', `questions/${question}/replies/`, reply)) as Reply }
  async unflag(assignment: number): Promise<void> { await this.call('DELETE', `assignments/${assignment}/flag/`) }

  async prefer(preferences: object): Promise<void> { await this.call('PATCH', 'me/', { preferences }) }

  async decide(task: number, body: { result: readonly Result[]; note: string; section: string; expected: number | null }): Promise<void> { await this.call('POST', `tasks/${task}/decisions/`, body) }

  /** Delivers one letter of the outbox. */
  send = async (letter: Letter): Promise<Outcome> => {
    const { id, kind, assignment, result, seconds, corrects, reason, became } = letter
    try {
      if (kind === 'skip') await this.call('POST', `assignments/${assignment}/skip/`, { reason: reason ?? '' })
      else {
        const { feedback } = (await this.call('POST', `assignments/${assignment}/annotations/`, { id, result, seconds, ...(corrects ? { corrects } : {}), ...(became ? { became } : {}) })) as { feedback?: Feedback }
        if (feedback) return { is: 'delivered', feedback }
      }
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
        headers: { Accept: 'application/json', ...(text === undefined ? {} : { 'Content-Type': 'application/json' }), ...(method === 'GET' ? {} : { 'X-CSRFToken': csrfToken(this.csrf) }) },
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
    message: loggedOut ? gettext('You are logged out.') : message ?? fill(gettext('The server refused this (%(status)s).'), { status: answer.status }),
  }
}

/** For a page that belongs to no project. */
export const savePreferences = (root: string, csrf: string, preferences: object): Promise<void> => new Server(root, 0, csrf).prefer(preferences)

export interface Remark { readonly line: number | null; readonly message: string }
export interface CompiledConfig { readonly tree: TagNode | null; readonly variables: readonly string[]; readonly warnings: readonly Remark[]; readonly problems: readonly Remark[] }
/** What a label config comes to. Null where there is no verdict: the network, or a server that is busy. */
export async function compileConfig(root: string, csrf: string, labelConfig: string): Promise<CompiledConfig | null> {
  let answer: Response
  try {
    answer = await fetch(`${root}label-configs/`, {
      method: 'POST', credentials: 'same-origin', signal: AbortSignal.timeout(PATIENCE), body: JSON.stringify({ label_config: labelConfig }),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken(csrf) },
    })
  } catch { return null }
  if (answer.ok) return answer.json().catch(() => null) as Promise<CompiledConfig | null>
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return null
  throw new Refused(await refusalOf(answer))
}

/** A sign of life from who writes a draft, or (`done`) that they write no more. `by`: who else is writing. Null without a network. */
export async function holdDraft(address: string, csrf: string, act: '' | 'done' = ''): Promise<{ readonly held: boolean; readonly by: string } | null> {
  try {
    const body = new URLSearchParams({ act }), headers = { 'X-CSRFToken': csrfToken(csrf) }
    const answer = await fetch(address, { method: 'POST', body, headers, keepalive: act === 'done' })
    return { held: answer.ok, by: answer.status === 409 ? ((await answer.json()) as { by: string }).by : '' }
  } catch { return null }
}

/** What a text would be as the next version of the guideline. Null where there is no answer. */
export async function checkGuideline<Checked>(address: string, csrf: string, text: string, labelConfig: string): Promise<Checked | null> {
  try {
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken(csrf) }
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ text, label_config: labelConfig }) })
    return answer.ok ? await answer.json() as Checked : null
  } catch { return null }
}

/** A file that a task points at. Null where it cannot be read from here: no network, another server that does not allow it, this page's own policy. */
export async function bytesOf(address: string): Promise<{ readonly bytes: ArrayBuffer; readonly type: string; readonly status: number } | null> {
  try {
    const answer = await fetch(address)
    return { bytes: await answer.arrayBuffer(), type: answer.headers.get('Content-Type') ?? '', status: answer.status }
  } catch { return null }
}

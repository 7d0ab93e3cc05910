/** Questions and flags about the task on the desk. What cannot be sent stays with its writer, with the reason. */
import { Emitter } from './emitter'
import { gettext } from './language'
import { Refused } from './server'
import type { Claim } from './types'

/** `of`: who said it, as far as one may know: oneself, who asked, who answers questions (lead, adjudicator), another annotator. */
export interface Reply { readonly id: string; readonly text: string; readonly of: 'me' | 'asker' | 'team' | 'annotator' }
export interface Question { readonly id: string; readonly kind: 'question' | 'flag'; readonly text: string; readonly label: string; readonly answer: string | null; readonly mine: boolean; readonly replies?: readonly Reply[] }
export interface QuestionApi {
  questions(assignment: number): Promise<readonly Question[]>
  ask(assignment: number, question: { readonly id: string; readonly kind: 'question' | 'flag'; readonly text: string; readonly label: string }): Promise<Question>
  reply(question: string, reply: { readonly id: string; readonly text: string }): Promise<Reply>
  unflag(assignment: number): Promise<void>
  /** My questions of this project that were answered since I looked. */
  answers(): Promise<readonly Question[]>
  seen(ids: readonly string[]): Promise<void>
}
export class Questions extends Emitter<Questions> {
  /** Those about the task that was looked at last. */
  all: readonly Question[] = []
  flagged = false
  /** Answers that came since one looked, about whatever task. */
  news: readonly Question[] = []
  private at = 0
  /** Sent once more after a failure, a question has the same id: it is stored once. */
  private pending: { text: string; at: number; id: string } | null = null
  private replying: { text: string; to: string; id: string } | null = null
  constructor(private readonly api: QuestionApi, private readonly newId: () => string) { super() }

  /** Once, when the page opens. */
  async hear(): Promise<void> {
    this.news = await this.api.answers().catch(() => [])
    if (this.news.length) this.emit(this)
  }
  /** They were read: the next visit does not bring them again. */
  async read(): Promise<void> {
    const ids = this.news.map(q => q.id)
    this.news = []
    this.emit(this)
    if (ids.length) await this.api.seen(ids).catch(() => {})
  }
  async look({ assignment }: Claim): Promise<void> {
    if (this.at === assignment.id) return
    this.at = assignment.id
    this.take([])
    const found = await this.api.questions(assignment.id).catch(() => [])
    if (this.at === assignment.id) this.take(found)
  }
  private take(found: readonly Question[]): void {
    this.all = found.filter(q => q.kind === 'question')
    this.flagged = found.some(q => q.kind === 'flag' && q.mine)
    this.emit(this)
  }
  /** '' once it is with the server, else why it is not. */
  async ask({ assignment }: Claim, text: string, label: string): Promise<string> {
    if (this.pending?.text !== text || this.pending.at !== assignment.id) this.pending = { text, at: assignment.id, id: this.newId() }
    try {
      const made = await this.api.ask(assignment.id, { id: this.pending.id, kind: 'question', text, label })
      this.pending = null
      if (this.at === assignment.id) { this.all = [made, ...this.all]; this.emit(this) }
      return ''
    } catch (error) { return why(error) }
  }
  /** '' once it is said, else why it is not. The same words again, after a failure, are one reply. */
  async reply(question: Question, text: string): Promise<string> {
    if (this.replying?.text !== text || this.replying.to !== question.id) this.replying = { text, to: question.id, id: this.newId() }
    try {
      const said = await this.api.reply(question.id, { id: this.replying.id, text })
      this.replying = null
      const added = (q: Question): Question => (q.id === question.id ? { ...q, replies: [...(q.replies ?? []), said] } : q)
      this.all = this.all.map(added)
      this.news = this.news.map(added)
      this.emit(this)
      return ''
    } catch (error) { return why(error) }
  }
  /** Flags the task for discussion, or takes the flag back. */
  async flag(claim: Claim): Promise<string> {
    const on = !this.flagged, id = claim.assignment.id
    try {
      if (on) await this.api.ask(id, { id: this.newId(), kind: 'flag', text: '', label: '' })
      else await this.api.unflag(id)
      if (this.at === id || !this.at) { this.flagged = on; this.emit(this) }
      return ''
    } catch (error) { return why(error) }
  }
}
const why = (error: unknown): string => (error instanceof Refused ? error.refusal.message : gettext('The server cannot be reached. Your words are still here.'))

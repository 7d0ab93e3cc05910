/**
 * The annotator's desk: the task being answered, the next ones lying ready, and what was sent. It knows the server by
 * `Api`, the clock and timers by `Ports`, and no DOM; the page draws it and turns keys into its verbs.
 */
import type { Draft, Drafts } from './drafts'
import { Emitter } from './emitter'
import type { Letter, Outbox } from './outbox'
import { Refused, type Api, type ClaimAnswer } from './server'
import { Session, type Opening } from './session'
import { fill, gettext, ngettext } from './language'
import type { Claim, Feedback, Progress, Reason, TagNode } from './types'

export interface Ports {
  readonly api: Api
  readonly outbox: Outbox
  readonly drafts: Drafts
  readonly now: () => number
  readonly newId: () => string
  readonly after: (ms: number, fn: () => void) => () => void
  /** Two windows of one person: false if another one has this seat on its desk. */
  readonly hold?: (assignment: number) => Promise<boolean>
  /** The guideline version that this page was made for; and what brings up the page of another one. */
  readonly version?: number
  readonly turnTo?: (version: number) => void
}
export type Phase = 'loading' | 'working' | 'empty' | 'unreachable'
interface Sent { readonly letter: Letter; readonly claim: Claim }

export const AHEAD = 2
/** So many seats the server gives one person in a project; a task whose answer is on its way still counts. */
export const SEATS = 6
const DRAFT_MS = 900
/** So long the desk waits in practice to be told what is right, before it goes on without. */
const CHECK_MS = 8000

export class Desk extends Emitter<Desk> {
  current: Session | null = null
  phase: Phase = 'loading'
  /** Why there is no task, in the server's words; or what went wrong while asking for one. */
  reason: Reason | null = null
  progress: Progress | null = null
  /** A sentence for the person: what just happened, or what is still missing. */
  says: { readonly text: string; readonly tone: 'note' | 'warn' } | null = null
  /** In practice: what is right of the task that is still on the desk. */
  told: Feedback | null = null
  /** In practice: the id of the answer that is being looked at by the server. */
  checking: string | null = null
  /** A task came in: its pictures and sounds can be fetched and decoded before it is shown. */
  onReady: (session: Session) => void = () => {}
  private ahead: Session[] = []
  private sent: Sent[] = []
  /** Assignments answered lately: a claim that was under way meanwhile may still bring one of them back. */
  private answered: number[] = []
  /** Seats on the desk of another window. */
  private elsewhere: number[] = []
  private filling: Promise<void> | null = null
  /** A seat became free while a claim was under way. */
  private more = false
  private last = 0
  private failures = 0
  private emptyAsked = false
  private cancelRetry: (() => void) | null = null
  private cancelDraft: (() => void) | null = null
  private stopListening: () => void = () => {}
  private visible = true
  private cancelCheck: (() => void) | null = null
  /** A task came that belongs to another version of the guideline: it waits for that page. */
  private otherVersion: number | null = null

  constructor(readonly schema: TagNode, readonly project: number, private readonly ports: Ports) {
    super()
    ports.outbox.onDelivered = (letter, feedback) => this.delivered(letter, feedback)
    ports.outbox.onRefused = letter => {
      if (letter.id === this.checking) this.goOnUntold('')
      if (letter.refused && letter.refused.status !== 400) this.answered = this.answered.filter(id => id !== letter.assignment)
      this.refill()
    }
    ports.outbox.subscribe(({ offline, login }) => {
      if (this.checking && (offline || login)) this.goOnUntold(offline ? gettext('There is no connection, so nobody can say yet whether that was right. Your answer is kept and will be sent.') : '')
      this.turn()
      this.tell()
    })
  }
  get outbox(): Outbox { return this.ports.outbox }
  get ready(): number { return this.ahead.length }
  /** What `back` would open. */
  get lastSent(): Letter | null { return this.sent.at(-1)?.letter ?? null }
  private tell(): void { this.emit(this) }
  say(text: string, tone: 'note' | 'warn' = 'note'): void { this.says = { text, tone }; this.tell() }

  async start(): Promise<void> {
    await Promise.all([this.ports.outbox.load(), this.ports.drafts.load()])
    void this.refresh()
    await this.fill()
  }
  async refresh(): Promise<void> {
    const progress = await this.ports.api.progress().catch(() => null)
    if (progress) { this.progress = progress; this.tell() }
  }

  /**
   * Ids the page holds: on the desk, lying ready, or answered and on their way. A refused answer still holds its seat
   * only where the answer was at fault; a seat that was lost may be given anew, under the same id.
   */
  private get held(): number[] {
    const ours = [this.current, ...this.ahead].flatMap(s => (s && !s.lost ? [s.claim.assignment.id] : []))
    const written = this.ports.outbox.all.filter(l => !l.refused || l.refused.status === 400).map(l => l.assignment)
    return [...new Set([...ours, ...written, ...this.elsewhere, ...this.answered])].slice(0, 100) // the server takes no more
  }
  /** Claims until a task is on the desk and two lie ready, or the server says that there is no more. */
  fill(): Promise<void> {
    return (this.filling ??= this.claimAll().finally(() => {
      this.filling = null
      if (this.more && this.ahead.length < AHEAD) void this.fill()
    }))
  }
  private async claimAll(): Promise<void> {
    this.cancelRetry?.()
    this.cancelRetry = null
    this.more = false
    while (!this.otherVersion && (!this.current || this.ahead.length < AHEAD)) {
      if (this.full && !this.ports.outbox.status.offline) return this.wait()
      let answer: ClaimAnswer
      this.more = false
      try {
        answer = await this.ports.api.claim(this.held)
      } catch (error) {
        const full = error instanceof Refused && error.refusal.code === 'too_many_open' && (this.more || this.ports.outbox.status.waiting > 0)
        return full ? this.wait() : this.unheard(error)
      }
      this.failures = 0
      if (!answer.claim) {
        this.reason = answer.reason
        this.phase = this.current ? 'working' : 'empty'
        return this.tell()
      }
      if (this.held.includes(answer.claim.assignment.id)) { // resumed although we named it: it is not shown twice
        if (!this.current) this.phase = 'empty'
        this.reason = { code: 'on_its_way', message: gettext('Your last answers are on their way.') }
        return this.tell()
      }
      if (!(await this.mine(answer.claim))) continue
      if (this.isOther(answer.claim)) return this.turn()
      this.add(answer.claim)
    }
  }
  private async mine({ assignment }: Claim): Promise<boolean> {
    const free = (await this.ports.hold?.(assignment.id)) ?? true
    if (!free) this.elsewhere = [...this.elsewhere.slice(-49), assignment.id]
    return free
  }
  private isOther({ assignment: { guideline_version } }: Claim): boolean {
    const other = !!guideline_version && !!this.ports.version && guideline_version !== this.ports.version
    if (other) this.otherVersion = guideline_version
    return other
  }
  /** To the page of another version, as soon as this one's work is done and sent. */
  private turn(): void {
    if (this.otherVersion && !this.current && !this.ahead.length && !this.ports.outbox.status.waiting) this.ports.turnTo?.(this.otherVersion)
    else if (this.otherVersion && !this.current) this.phase = 'loading'
  }
  /** So many tasks more on the desk, to go on where there is no network. How many came. */
  async takeAlong(count: number): Promise<number> {
    await this.filling
    const before = this.ahead.length
    try {
      const { claims } = (await this.ports.api.claimMany?.(count, this.held, '')) ?? { claims: [] }
      for (const claim of claims) if (!this.held.includes(claim.assignment.id) && (await this.mine(claim)) && !this.isOther(claim)) this.add(claim)
    } catch (error) { this.say(error instanceof Refused ? error.refusal.message : gettext('The server cannot be reached.'), 'warn'); return 0 }
    const came = this.ahead.length - before
    this.say(fill(ngettext('%(n)s task lies ready.', '%(n)s tasks lie ready.', this.ahead.length), { n: this.ahead.length }))
    return came
  }
  /** Typed faster than the answers arrive: each one that does makes room, and asks again. */
  private get full(): boolean {
    const ours = [this.current, ...this.ahead].filter(s => s && !s.lost && !s.opening.corrects)
    return ours.length + this.ports.outbox.all.filter(l => !l.refused && !l.corrects).length >= SEATS
  }
  private wait(): void {
    this.phase = this.current ? 'working' : 'loading'
    this.tell()
  }
  private unheard(error: unknown): void {
    if (!this.current) {
      this.phase = 'unreachable'
      this.reason = error instanceof Refused ? error.refusal : { code: 'unreachable', message: gettext('The server cannot be reached.') }
    }
    this.cancelRetry = this.ports.after(Math.min(30_000, 1000 * 2 ** this.failures++), () => void this.fill())
    this.tell()
  }
  private add(claim: Claim): void {
    const kept = this.ports.outbox.status.refused.find(l => l.task.id === claim.task.id)
    const draft = this.ports.drafts.of(claim)
    const opening: Opening = kept ? { result: kept.result, replaces: kept.id } : draft ? { result: draft.result } : {}
    const session = new Session(this.schema, draft ? { ...claim, assignment: { ...claim.assignment, seconds: draft.seconds } } : claim, this.ports.now, opening)
    this.onReady(session)
    if (this.current) this.ahead.push(session)
    else this.show(session)
    this.tell()
  }

  private show(session: Session | null): void {
    this.stopListening()
    this.current?.watch.stop()
    this.current = session
    this.says = null
    this.emptyAsked = false
    if (session) {
      this.phase = 'working'
      if (this.visible) session.watch.start()
      this.stopListening = session.subscribe(() => this.changed(session))
    } else this.phase = 'loading'
    this.tell()
  }
  private next(): void {
    this.reason = null
    this.show(this.ahead.shift() ?? null)
    this.turn()
    void this.fill()
  }

  // --- answering -------------------------------------------------------------------------------------------------
  private changed(session: Session): void {
    this.says = null
    this.emptyAsked = false
    if (!session.opening.corrects) {
      void this.ports.drafts.put(this.draft(session))
      this.cancelDraft?.()
      this.cancelDraft = this.ports.after(DRAFT_MS, () => void this.keep(session))
    }
    this.tell()
  }
  private draft(session: Session): Draft {
    const { assignment, task } = session.claim
    return { assignment: assignment.id, task: task.id, result: session.result, seconds: session.watch.seconds }
  }
  /** The draft is on this computer at every change, and a moment later on the server. A correction has none: what was sent still stands. */
  private async keep(session: Session): Promise<void> {
    this.cancelDraft?.()
    this.cancelDraft = null
    if (session.lost) return
    const draft = this.draft(session)
    try {
      await Promise.all([this.ports.drafts.put(draft), this.ports.api.saveDraft(draft.assignment, draft.result, draft.seconds)])
      await this.ports.drafts.saved(draft)
    } catch (error) { this.maybeLost(session, error) }
  }

  /** True if the answer is on its way. What is missing is said instead; an empty answer is asked for twice. */
  submit(): boolean {
    const session = this.current
    if (this.told) { this.goOn(); return true }
    if (!session || this.checking) return false
    const [lacking] = session.missing, result = session.result
    if (lacking) { this.say(lacking, 'warn'); return false }
    if (!result.length && !this.emptyAsked) {
      this.say(gettext('Nothing is chosen yet. Submit once more to send it empty, or skip it.'), 'warn')
      this.emptyAsked = true
      return false
    }
    const { corrects, replaces } = session.opening
    this.send(session, { kind: 'annotation', result, ...(corrects ? { corrects } : {}), ...(session.claim.suggestion ? { became: session.fates } : {}) })
    if (replaces) void this.ports.outbox.discard(replaces)
    return true
  }
  skip(reason: string): void {
    const session = this.current
    if (this.checking || this.told) return
    if (session?.claim.assignment.practice) this.say(gettext('In practice every text is answered: give your best guess, and you are told what is right.'), 'warn')
    else if (session?.opening.corrects) this.say(gettext('This one is answered already: correct it, or leave it as it was.'), 'warn')
    else if (session) this.send(session, { kind: 'skip', result: [], reason })
  }

  private send(session: Session, what: Pick<Letter, 'kind' | 'result' | 'corrects' | 'reason' | 'became'>): void {
    session.watch.stop()
    this.cancelDraft?.()
    this.cancelDraft = null
    this.last = Math.max(Math.trunc(this.ports.now()), this.last + 1, ...this.ports.outbox.all.map(l => l.at + 1))
    const letter: Letter = {
      id: this.ports.newId(), at: this.last, project: this.project, assignment: session.claim.assignment.id, task: session.claim.task,
      seconds: session.watch.seconds, tried: false, refused: null, ...what,
    }
    this.sent = [...this.sent.slice(-49), { letter, claim: session.claim }]
    this.answered = [...this.answered.slice(-49), letter.assignment]
    const asks = !!session.claim.assignment.practice && what.kind === 'annotation' && !what.corrects && !this.ports.outbox.status.offline
    if (asks) this.check(letter.id)
    void this.ports.outbox.put(letter).then(() => this.ports.drafts.done(letter.task.id))
    if (!asks) this.next()
  }

  // --- practice --------------------------------------------------------------------------------------------------
  /** The task stays on the desk until the server has said what is right of it. */
  private check(id: string): void {
    this.checking = id
    this.cancelCheck = this.ports.after(CHECK_MS, () => this.goOnUntold(gettext('The server took too long to say whether that was right.')))
    this.tell()
  }
  private checked(): void {
    this.cancelCheck?.()
    this.cancelCheck = null
    this.checking = null
  }
  private goOnUntold(because: string): void {
    this.checked()
    this.next()
    if (because) this.say(because, 'warn')
  }
  /** On to the next text, once it was read what is right of this one. */
  goOn(): void {
    if (!this.told) return
    this.told = null
    this.next()
    if (this.current && !this.current.claim.assignment.practice) this.say(gettext('Practice is done: from here on your answers count, and nobody says which are right.'))
  }
  private delivered(letter: Letter, feedback?: Feedback): void {
    if (letter.id === this.checking) {
      if (feedback) { this.checked(); this.told = feedback }
      else this.goOnUntold('')
    }
    if (this.progress && letter.kind === 'annotation' && !letter.corrects)
      this.progress = { ...this.progress, done: this.progress.done + 1, today: this.progress.today + 1 }
    this.refill()
  }
  private refill(): void {
    this.more = this.ahead.length < AHEAD
    if (this.more) void this.fill()
    this.tell()
  }

  // --- going back ------------------------------------------------------------------------------------------------
  /** The last answer again: taken back if it never left, else as a correction, which is a new annotation. */
  async back(): Promise<void> {
    const last = this.sent.at(-1)
    if (this.checking || this.told) return
    if (last?.claim.assignment.practice) return this.say(gettext('In practice an answer stands as it was given.'))
    if (!last) return this.say(gettext('Nothing was submitted yet since this page was opened.'))
    const { letter, claim } = last, kept = this.ports.outbox.status.refused.find(l => l.id === letter.id)
    const unsent = !kept && (await this.ports.outbox.withdraw(letter.id))
    if (letter.kind === 'skip' && !unsent && !kept) return this.say(gettext('A skipped text cannot be called back once it is sent.'))
    this.sent = this.sent.filter(s => s !== last)
    if (unsent) this.answered = this.answered.filter(id => id !== letter.assignment)
    const opening: Opening = kept ? { replaces: letter.id } : unsent ? (letter.corrects ? { corrects: letter.corrects } : {}) : { corrects: letter.id }
    this.open({ ...claim, assignment: { ...claim.assignment, seconds: letter.seconds } }, { ...opening, result: letter.result })
  }
  /** Leaves a correction as it was and returns to the task that was on the desk. */
  leaveCorrection(): void { if (this.current?.opening.corrects) this.next() }
  /** An answer that the server refused, to be mended and sent anew. */
  reopen(id: string): void {
    const letter = this.ports.outbox.status.refused.find(l => l.id === id)
    if (!letter) return
    const claim: Claim = { assignment: { id: letter.assignment, expires_at: '', draft: null, seconds: letter.seconds }, task: letter.task, suggestion: null }
    this.open(claim, { result: letter.result, replaces: id, ...(letter.corrects ? { corrects: letter.corrects } : {}), ...(letter.refused ? { problem: letter.refused } : {}) })
  }
  /** Sends a refused answer once more; under a new id where the old one is taken. */
  resend(id: string): void {
    const letter = this.ports.outbox.status.refused.find(l => l.id === id)
    if (!letter) return
    const newId = letter.refused?.code === 'id_conflict' ? this.ports.newId() : id
    this.sent = this.sent.map(s => (s.letter.id === id ? { ...s, letter: { ...s.letter, id: newId } } : s))
    void this.ports.outbox.retry(id, newId)
  }
  private open(claim: Claim, opening: Opening): void {
    const now = this.current
    if (now && this.cancelDraft) void this.keep(now)
    if (now && !now.opening.corrects) this.ahead.unshift(now)
    this.show(new Session(this.schema, claim, this.ports.now, opening))
  }

  // --- leases ----------------------------------------------------------------------------------------------------
  async beat(): Promise<void> {
    const held = [this.current, ...this.ahead].filter((s): s is Session => !!s && !s.lost && !s.opening.corrects)
    if (held.length > SEATS && this.ports.api.beatMany) {
      const lost = await this.ports.api.beatMany(held.map(s => s.claim.assignment.id)).catch((): number[] => [])
      for (const s of held) if (lost.includes(s.claim.assignment.id)) this.maybeLost(s, new Refused({ status: 409, code: 'not_yours_any_more', message: gettext('It went to somebody else meanwhile.'), fields: {} }))
    } else await Promise.all(held.map(s => this.ports.api.heartbeat(s.claim.assignment.id).catch(error => this.maybeLost(s, error))))
  }
  /** Another's seat now. One that only lay ready is dropped; the one on the desk is explained, its answer kept. */
  private maybeLost(session: Session, error: unknown): void {
    if (!(error instanceof Refused) || ![404, 409].includes(error.refusal.status)) return
    session.lost = error.refusal
    this.ahead = this.ahead.filter(s => !s.lost)
    if (session === this.current && !session.begun) this.next()
    void this.fill()
    this.tell()
  }
  /** The way on after a lost lease: the answer stays as a draft by its task, and is filled in if the task comes again. */
  takeAnother(): void { if (this.current?.lost) this.next() }

  // --- coming and going ------------------------------------------------------------------------------------------
  see(visible: boolean): void {
    this.visible = visible
    if (visible) { this.current?.watch.start(); void this.beat(); void this.ports.outbox.flush() }
    else { this.current?.watch.stop(); this.saveNow() }
  }
  saveNow(): void { if (this.current && this.cancelDraft) void this.keep(this.current) }
  lookAgain(): Promise<void> { this.phase = this.current ? 'working' : 'loading'; this.tell(); void this.refresh(); return this.fill() }
  /** Gives back what lies ready, so that others need not wait for it. The one on the desk stays ours. */
  async leave(): Promise<void> {
    this.saveNow()
    const ready = this.ahead
    this.ahead = []
    await Promise.allSettled(ready.filter(s => !s.begun).map(s => this.ports.api.release(s.claim.assignment.id)))
  }
}

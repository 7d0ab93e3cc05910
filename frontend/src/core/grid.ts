/** Many tasks with one question between them: selected together, answered together, sent page by page. It knows no DOM. */
import { choose } from './commands/choose'
import { optionsOf, schemaOf, type ChoicesControl, type Option, type Schema } from './controls'
import { question } from './question'
import type { Drafts } from './drafts'
import { Emitter } from './emitter'
import { fill, gettext, ngettext } from './language'
import type { Letter, Outbox } from './outbox'
import { fromResult, toResult } from './results'
import { Refused, type ClaimsAnswer } from './server'
import { Stopwatch } from './stopwatch'
import { fateOf, offersOf } from './suggestions'
import { emptyState, type Answer, type Claim, type Reason, type Result, type State, type TagNode } from './types'

export interface GridApi {
  claimMany(count: number, besides: readonly number[], suggested: string): Promise<ClaimsAnswer>
  releaseMany(assignments: readonly number[]): Promise<void>
  beatMany(assignments: readonly number[]): Promise<readonly number[]>
}
export interface GridPorts { readonly api: GridApi; readonly outbox: Outbox; readonly drafts: Drafts; readonly now: () => number; readonly newId: () => string; /** False if another window of this person has the seat on its desk. */ readonly hold?: (assignment: number) => Promise<boolean>; /** The guideline version that this page was made for; and what brings up the page of another one. */ readonly version?: number; readonly turnTo?: (version: number) => void }
/** Answers by assignment, and what is left out of this page on purpose. */
interface Marks { readonly answers: Readonly<Record<number, Answer>>; readonly left: ReadonlySet<number> }

export class Grid extends Emitter<Grid> {
  readonly schema: Schema
  readonly control: ChoicesControl | null
  claims: readonly Claim[] = []
  selected: ReadonlySet<number> = new Set()
  /** Where the keyboard is. */
  cursor = 0
  phase: 'loading' | 'working' | 'empty' | 'unreachable' = 'loading'
  reason: Reason | null = null
  says = ''
  private marks: Marks = { answers: {}, left: new Set() }
  private past: Marks[] = []
  private future: Marks[] = []
  private anchor = 0
  private filling: Promise<void> = Promise.resolve()
  private watch: Stopwatch
  private last = 0

  constructor(tree: TagNode, readonly project: number, readonly size: number, private readonly ports: GridPorts) {
    super()
    this.schema = schemaOf(tree)
    this.control = question(this.schema)
    this.watch = new Stopwatch(ports.now)
  }
  /** The label whose suggestions are confirmed; '' : in the order of the queue. */
  suggested = ''
  get options(): readonly Option[] { return this.control && this.claims[0] ? optionsOf(this.control, this.claims[0].task.data) : this.control?.options ?? [] }
  answerOf(id: number): Answer | undefined { return this.marks.answers[id] }
  chosen(id: number): readonly string[] { const a = this.marks.answers[id]; return a?.kind === 'choices' ? a.values.map(String) : [] }
  isLeft(id: number): boolean { return this.marks.left.has(id) }
  /** So many would be sent now. */
  get ready(): number { return this.claims.filter(c => this.sends(c)).length }
  private sends({ assignment }: Claim): boolean { return !this.isLeft(assignment.id) && this.chosen(assignment.id).length > 0 }
  private tell(says = ''): void { this.says = says; this.emit(this) }

  async start(): Promise<void> { await Promise.all([this.ports.outbox.load(), this.ports.drafts.load()]); await this.fill() }
  /** One page after the other: a page asked for while another is on its way comes after it, and takes its place. */
  async open(suggested: string): Promise<void> {
    await this.filling
    await this.giveBack()
    this.suggested = suggested
    await this.fill()
  }
  /** A page of tasks: what one held already comes first. */
  fill(): Promise<void> { return (this.filling = this.filling.then(() => this.claimPage())) }
  private async claimPage(): Promise<void> {
    this.phase = 'loading'
    this.claims = []
    this.marks = { answers: {}, left: new Set() }
    this.past = []
    this.future = []
    this.selected = new Set()
    this.cursor = this.anchor = 0
    this.tell()
    try {
      const { claims, reason } = await this.ports.api.claimMany(this.size, this.ports.outbox.all.map(l => l.assignment).slice(0, 100), this.suggested)
      const free = await Promise.all(claims.map(c => this.ports.hold?.(c.assignment.id) ?? true))
      const mine = claims.filter((_, i) => free[i]), version = mine[0]?.assignment.guideline_version
      // Another version may have other labels: its page asks for these tasks again.
      if (version && this.ports.version && this.ports.turnTo && version !== this.ports.version) return this.ports.turnTo(version)
      this.claims = mine.filter(c => c.assignment.guideline_version === version)
      this.reason = reason
      this.phase = this.claims.length ? 'working' : 'empty'
      this.begin()
    } catch (error) {
      this.phase = 'unreachable'
      this.reason = error instanceof Refused ? error.refusal : { code: 'unreachable', message: gettext('The server cannot be reached.') }
    }
    this.watch = new Stopwatch(this.ports.now)
    this.watch.start()
    this.tell()
  }
  /** Drafts come back; where suggestions are confirmed, each begins as its own answer. */
  private begin(): void {
    const { control } = this
    if (!control) return
    const answers: Record<number, Answer> = {}
    for (const claim of this.claims) {
      const draft = this.ports.drafts.of(claim)?.result ?? claim.assignment.draft
      const said = fromResult(draft ?? (this.suggested && this.suggestedFor(claim) === this.suggested ? claim.suggestion!.result : []), this.schema).answers[control.name]
      if (said) answers[claim.assignment.id] = said
    }
    this.marks = { answers, left: new Set() }
  }

  private suggestedFor({ suggestion }: Claim): string | undefined {
    const said = suggestion && this.control ? fromResult(suggestion.result, this.schema).answers[this.control.name] : undefined
    const label = said?.kind === 'choices' ? said.values[0] : undefined
    return typeof label === 'string' ? label : undefined
  }
  /** What a model suggests for the tasks of this page: they are given back when another page is opened, so they count as open. */
  get here(): ReadonlyMap<string, number> {
    const found = new Map<string, number>()
    for (const claim of this.claims) {
      const label = this.suggestedFor(claim)
      if (label !== undefined) found.set(label, (found.get(label) ?? 0) + 1)
    }
    return found
  }

  // --- selecting --------------------------------------------------------------------------------------------------
  private ids(from: number, to: number): number[] { return this.claims.slice(Math.min(from, to), Math.max(from, to) + 1).map(c => c.assignment.id) }
  move(to: number, extend = false): void {
    this.cursor = Math.max(0, Math.min(this.claims.length - 1, to))
    if (extend) this.selected = new Set(this.ids(this.anchor, this.cursor))
    else this.anchor = this.cursor
    this.tell()
  }
  /** The focus came here by itself (a click, Tab): a run still begins where it began. */
  at(cursor: number): void { if (cursor !== this.cursor) { this.cursor = cursor; this.tell(this.says) } }
  toggle(at: number, extend = false): void {
    const id = this.claims[at]?.assignment.id
    if (id === undefined) return
    const now = new Set(this.selected)
    if (extend) this.ids(this.anchor, at).forEach(i => now.add(i))
    else { if (!now.delete(id)) now.add(id); this.anchor = at }
    this.selected = now
    this.cursor = at
    this.tell()
  }
  /** A lasso: these and, where `also`, those that were selected before. */
  select(ids: Iterable<number>, also = false): void { this.selected = new Set([...(also ? this.selected : []), ...ids]); this.tell() }
  all(): void { this.select(this.claims.map(c => c.assignment.id)) }
  none(): void { this.select([]) }

  // --- answering --------------------------------------------------------------------------------------------------
  /** What is selected, else the one the keyboard is at. */
  private get aimed(): number[] { return this.selected.size ? [...this.selected] : this.ids(this.cursor, this.cursor) }
  private mark(marks: Marks): void {
    this.past.push(this.marks)
    this.future = []
    this.marks = marks
    this.keep()
    this.tell()
  }
  /** All that are selected get the label; where all have it, it is taken from them. */
  choose(value: string): void {
    const { control } = this, aimed = this.aimed
    if (!control || !aimed.length) return
    const all = aimed.every(id => this.chosen(id).includes(value)), answers = { ...this.marks.answers }, left = new Set(this.marks.left)
    for (const id of aimed) {
      const has = this.chosen(id).includes(value)
      if (all || !has) answers[id] = choose(answers[id], control, value, this.options)
      left.delete(id)
    }
    this.mark({ answers, left })
    if (!this.selected.size) this.move(this.cursor + 1)
    else this.none()
  }
  /** Leaves the selected ones out: they go back to the queue when the page is sent. */
  leave(): void {
    const left = new Set(this.marks.left), aimed = this.aimed, all = aimed.every(id => left.has(id))
    aimed.forEach(id => (all ? left.delete(id) : left.add(id)))
    this.mark({ ...this.marks, left })
  }
  undo(): void { const m = this.past.pop(); if (m) { this.future.push(this.marks); this.marks = m; this.keep(); this.tell() } }
  redo(): void { const m = this.future.pop(); if (m) { this.past.push(this.marks); this.marks = m; this.keep(); this.tell() } }
  private state(id: number): State { const a = this.marks.answers[id]; return this.control && a ? { ...emptyState, answers: { [this.control.name]: a } } : emptyState }
  resultOf(id: number): Result[] { return toResult(this.state(id), this.schema) }
  /** On this computer at every change, so that a closed lid loses nothing. */
  private keep(): void {
    for (const { assignment, task } of this.claims) void this.ports.drafts.put({ assignment: assignment.id, task: task.id, result: this.resultOf(assignment.id), seconds: 0 })
  }

  /** Sends what has a label, gives back what was left out, and turns the page. What has no label stays ours and comes again. */
  async submit(): Promise<boolean> {
    const going = this.claims.filter(c => this.sends(c)), left = this.claims.filter(c => this.isLeft(c.assignment.id)).map(c => c.assignment.id)
    if (!going.length && !left.length) { this.tell(gettext('Nothing has a label yet. Select some and press the key of a label.')); return false }
    this.watch.stop()
    const seconds = Math.round((this.watch.seconds / Math.max(1, going.length)) * 10) / 10
    for (const claim of going) await this.send(claim, seconds)
    if (left.length) await this.ports.api.releaseMany(left).catch(() => {})
    await this.fill()
    this.tell(fill(ngettext('%(n)s sent.', '%(n)s sent.', going.length), { n: going.length }))
    return true
  }
  private async send(claim: Claim, seconds: number): Promise<void> {
    const { assignment, task } = claim, offers = offersOf(claim.suggestion, this.schema), state = this.state(assignment.id)
    this.last = Math.max(Math.trunc(this.ports.now()), this.last + 1, ...this.ports.outbox.all.map(l => l.at + 1))
    const letter: Letter = {
      id: this.ports.newId(), at: this.last, kind: 'annotation', project: this.project, assignment: assignment.id, task, result: this.resultOf(assignment.id), seconds, tried: false, refused: null,
      ...(claim.suggestion ? { became: Object.fromEntries(offers.map(o => [o.id, fateOf(state, o, this.schema)])) } : {}),
    }
    await this.ports.outbox.put(letter)
    await this.ports.drafts.done(task.id)
  }
  async beat(): Promise<void> { if (this.claims.length) await this.ports.api.beatMany(this.claims.map(c => c.assignment.id)).catch(() => []) }
  /** Gives back what has no label, so that others need not wait for it. */
  async giveBack(): Promise<void> {
    const bare = this.claims.filter(c => !this.chosen(c.assignment.id).length || this.suggested).map(c => c.assignment.id)
    if (bare.length) await this.ports.api.releaseMany(bare).catch(() => {})
  }
}

/**
 * What was answered and has not reached the server. Each letter is stored before it is sent, goes out in order, and
 * leaves only when the server has it, or when its writer throws it away. An answer of 4xx is kept with what it said.
 */
import { Emitter } from './emitter'
import type { Fate, Feedback, Refusal, Result, Task } from './types'

export interface Letter {
  /** For an annotation its own id: sent twice it is stored once. */
  readonly id: string
  readonly kind: 'annotation' | 'skip'
  /** The order in which letters were written. */
  readonly at: number
  readonly project: number
  readonly assignment: number
  readonly task: Task
  readonly result: readonly Result[]
  readonly seconds: number
  readonly corrects?: string
  readonly reason?: string
  /** What became of each suggestion that was shown. */
  readonly became?: Readonly<Record<string, Fate>>
  /** True once a send was begun: the server may have it, even if no answer came. */
  readonly tried: boolean
  readonly refused: Refusal | null
}
export type Outcome =
  | { readonly is: 'delivered'; readonly feedback?: Feedback }
  | { readonly is: 'later'; readonly seconds?: number; readonly offline: boolean }
  | { readonly is: 'login' }
  | { readonly is: 'refused'; readonly refusal: Refusal }
/** The shelf letters lie on (IndexedDB, or memory where that is refused). It never rejects. */
export interface Store { all(): Promise<Letter[]>; put(letter: Letter): Promise<void>; remove(id: string): Promise<void> }
export interface Ports {
  readonly store: Store
  /** By a request that outlives its page, where the browser can. */
  readonly send: (letter: Letter) => Promise<Outcome>
  /** Runs `fn` after so many milliseconds; the answer cancels it. */
  readonly after: (ms: number, fn: () => void) => () => void
  /** Keeps two tabs from sending the same letter at once. */
  readonly alone?: (fn: () => Promise<void>) => Promise<void>
}
export interface Status { readonly waiting: number; readonly sending: boolean; readonly offline: boolean; readonly login: boolean; readonly refused: readonly Letter[] }

const order = (a: Letter, b: Letter): number => a.at - b.at

export class Outbox extends Emitter<Status> {
  private letters: Letter[] = []
  private running: Promise<void> | null = null
  private sendingId: string | null = null
  private failures = 0
  /** What the server asked to wait, in milliseconds. */
  private asked = 0
  private offline = false
  private login = false
  private cancel: (() => void) | null = null
  /** Told of each letter that the server has taken, and of each that it has not. */
  onDelivered: (letter: Letter, feedback?: Feedback) => void = () => {}
  onRefused: (letter: Letter) => void = () => {}

  constructor(private readonly ports: Ports) { super() }

  get status(): Status {
    const refused = this.letters.filter(l => l.refused)
    return { waiting: this.letters.length - refused.length, sending: this.sendingId !== null, offline: this.offline, login: this.login, refused }
  }
  get all(): readonly Letter[] { return this.letters }
  private tell(): void { this.emit(this.status) }

  /** What an earlier visit left unsent. */
  async load(): Promise<void> {
    const found = await this.ports.store.all(), own = new Set(this.letters.map(l => l.id))
    this.letters = [...this.letters, ...found.filter(l => !own.has(l.id))].sort(order)
    this.tell()
    void this.flush()
  }

  /** On return the letter is stored and on its way. */
  async put(letter: Letter): Promise<void> {
    this.letters = [...this.letters, letter].sort(order)
    this.tell()
    await this.ports.store.put(letter)
    void this.flush()
  }

  /** Takes back a letter that was never sent; null if it may have reached the server. */
  async withdraw(id: string): Promise<Letter | null> {
    const letter = this.letters.find(l => l.id === id)
    if (!letter || letter.tried || this.sendingId === id) return null
    await this.remove(id)
    return letter
  }
  /** Its writer's decision, never the program's. */
  async discard(id: string): Promise<void> { await this.remove(id) }
  async retry(id: string, newId = id): Promise<void> {
    const letter = this.letters.find(l => l.id === id)
    if (!letter) return
    const again = { ...letter, id: newId, refused: null }
    this.letters = this.letters.map(l => (l.id === id ? again : l))
    await this.ports.store.put(again)
    if (newId !== id) await this.ports.store.remove(id)
    this.tell()
    await this.flush()
  }

  /** Sends what waits, now: called on a new letter, when the network is back, and by the backoff. */
  flush(): Promise<void> {
    this.cancel?.()
    this.cancel = null
    const run = this.ports.alone ?? ((fn: () => Promise<void>) => fn())
    return (this.running ??= run(() => this.sendAll()).finally(() => {
      this.running = null
      if (!this.cancel && this.next()) void this.flush() // written while the last round was ending
    }))
  }
  private async sendAll(): Promise<void> {
    for (let next = this.next(); next; next = this.next()) {
      if (await this.sendOne(next)) continue
      this.cancel = this.ports.after(Math.max(this.asked, Math.min(60_000, 1000 * 2 ** Math.min(this.failures - 1, 6))), () => void this.flush())
      return
    }
  }
  private next(): Letter | undefined { return this.letters.find(l => !l.refused) }

  /** True if the next letter may go. */
  private async sendOne(letter: Letter): Promise<boolean> {
    this.sendingId = letter.id
    const tried = { ...letter, tried: true }
    this.replace(tried)
    await this.ports.store.put(tried)
    const outcome = await this.ports.send(tried).catch((): Outcome => ({ is: 'later', offline: true }))
    this.sendingId = null
    this.offline = outcome.is === 'later' && outcome.offline
    this.login = outcome.is === 'login'
    this.asked = outcome.is === 'later' ? 1000 * (outcome.seconds ?? 0) : 0
    this.failures = outcome.is === 'later' || outcome.is === 'login' ? this.failures + 1 : 0
    if (outcome.is === 'delivered') {
      await this.remove(letter.id)
      this.onDelivered(tried, outcome.feedback)
    } else if (outcome.is === 'refused') {
      const refused = { ...tried, refused: outcome.refusal }
      this.replace(refused)
      await this.ports.store.put(refused)
      this.onRefused(refused)
    } else this.tell()
    return outcome.is === 'delivered' || outcome.is === 'refused'
  }
  private replace(letter: Letter): void { this.letters = this.letters.map(l => (l.id === letter.id ? letter : l)); this.tell() }
  private async remove(id: string): Promise<void> {
    this.letters = this.letters.filter(l => l.id !== id)
    this.tell()
    await this.ports.store.remove(id)
  }

  /** The page is going: what waits in line is sent without waiting. All stays stored, so no answer is needed. */
  lastWords(): void {
    for (const letter of this.letters) if (!letter.refused && letter.id !== this.sendingId) void this.ports.send(letter).catch(() => {})
  }
}

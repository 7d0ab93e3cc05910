/** Configs, claims and a server for the tests. */
import type { Api, ClaimAnswer } from '../src/core/server'
import { Refused } from '../src/core/server'
import type { Letter, Outcome, Store } from '../src/core/outbox'
import { Session } from '../src/core/session'
import type { Claim, Progress, Refusal, Result, TagNode } from '../src/core/types'

export const node = (tag: string, attrs: Record<string, string> = {}, children: TagNode[] = []): TagNode => ({ tag, attrs, children })
export const choice = (value: string, more: Record<string, string> = {}): TagNode => node('Choice', { value, ...more })
export const sentiment = node('View', {}, [
  node('Text', { name: 'text', value: '$text' }),
  node('Choices', { name: 'sentiment', toName: 'text', choice: 'single', required: 'true' }, [choice('negative'), choice('neutral'), choice('positive')]),
])
export const mixed = node('View', {}, [
  node('Text', { name: 'text', value: '$text' }),
  node('Choices', { name: 'topic', toName: 'text', choice: 'multiple' }, [choice('배송'), choice('품질', { alias: 'quality' }), choice('spam', { hotkey: 's' })]),
  node('TextArea', { name: 'why', toName: 'text' }),
  node('Rating', { name: 'sure', toName: 'text' }),
])
export const picked = (value: string, name = 'sentiment'): Result => ({ id: name, from_name: name, to_name: 'text', type: 'choices', origin: 'manual', value: { choices: [value] } })
export const claim = (id: number, more: Partial<Claim> = {}): Claim =>
  ({ assignment: { id, expires_at: '', draft: null, seconds: null }, task: { id: id * 10, data: { text: `text ${id}` } }, suggestion: null, ...more })
/** A session that sits before `claim`, with ids r1, r2 … for what it makes. */
export function sitting(tree: TagNode, given: Claim = claim(1), result?: readonly Result[]): Session {
  let n = 0
  return new Session(tree, given, () => 0, result ? { result } : {}, () => `r${++n}`)
}
export const refusal = (status: number, code: string): Refusal => ({ status, code, message: code, fields: {} })

/** A config drawn in the test's document; what `choose` asks for is done, as the screen does it. */
export async function shown(tree: TagNode, given: Claim = claim(1), result?: readonly Result[]) {
  const [{ html, render }, { draw }, { bindings }] = await Promise.all([import('lit'), import('../src/tags/registry'), import('../src/core/keymap')])
  const session = sitting(tree, given, result), root = document.createElement('main'), keys = bindings(session.schema, session.data)
  root.className = 'task'
  root.tabIndex = -1
  root.addEventListener('choose', e => { const { name, value } = (e as CustomEvent<{ name: string; value: string }>).detail; session.choose(name, value) })
  document.body.replaceChildren(root)
  const paint = (): void => { render(html`${draw(tree, { session, keys })}`, root) }
  const drawn = async (): Promise<void> => { for (let n = 0; n < 2; n++) { paint(); await Promise.all([...root.querySelectorAll('*')].map(e => (e as Element & { updateComplete?: Promise<boolean> }).updateComplete)) } }
  await drawn()
  return { session, root, settled: drawn }
}

/** A shelf that outlives an outbox, as a browser's does a reload. */
export class Shelf<T> {
  readonly kept = new Map<unknown, T>()
  constructor(private readonly key: (v: T) => unknown) {}
  all = async (): Promise<T[]> => [...this.kept.values()]
  put = async (v: T): Promise<void> => { this.kept.set(this.key(v), v) }
  remove = async (key: unknown): Promise<void> => { this.kept.delete(key) }
}
export const letterShelf = (): Store & Shelf<Letter> => new Shelf<Letter>(l => l.id)

/** Timers that run when a test says so. */
export class Timers {
  waiting: { ms: number; fn: () => void }[] = []
  after = (ms: number, fn: () => void): (() => void) => {
    const timer = { ms, fn }
    this.waiting.push(timer)
    return () => { this.waiting = this.waiting.filter(t => t !== timer) }
  }
  async run(): Promise<void> { const now = this.waiting; this.waiting = []; now.forEach(t => t.fn()); await settled() }
}
export const settled = (): Promise<void> => new Promise(resolve => { setTimeout(resolve, 0) })

/** A server with seats: it keeps what it accepts, resumes an open seat that is not named, and can be taken off the net. */
export class FakeServer implements Api {
  annotations = new Map<string, { assignment: number; result: readonly Result[]; corrects?: string }>()
  drafts = new Map<number, readonly Result[]>()
  open: number[] = []
  closed = new Set<number>()
  lost = new Set<number>()
  released: number[] = []
  asked: (readonly number[])[] = []
  offline = false
  answer: Outcome | null = null
  constructor(private left: number, private next = 1) {}

  private reach(): void { if (this.offline) throw new TypeError('Failed to fetch') }
  claim = async (besides: readonly number[]): Promise<ClaimAnswer> => {
    this.reach()
    this.asked.push(besides)
    const resumed = this.open.find(id => !besides.includes(id) && !this.lost.has(id))
    if (resumed) return { claim: claim(resumed) }
    if (this.left-- <= 0) return { claim: null, reason: { code: 'all_done', message: 'You have done everything.' } }
    this.open.push(this.next)
    return { claim: claim(this.next++) }
  }
  deliver = async (letter: Letter): Promise<Outcome> => {
    this.reach()
    if (this.answer) return this.answer
    const { id, kind, assignment, result, corrects } = letter
    if (kind === 'annotation' && this.annotations.has(id)) return { is: 'delivered' }
    if (this.closed.has(assignment) && !corrects) return { is: 'refused', refusal: refusal(409, 'already_done') }
    if (corrects && !this.annotations.has(corrects)) return { is: 'refused', refusal: refusal(409, 'nothing_to_correct') }
    this.closed.add(assignment)
    this.open = this.open.filter(a => a !== assignment)
    if (kind === 'annotation') this.annotations.set(id, { assignment, result, ...(corrects ? { corrects } : {}) })
    return { is: 'delivered' }
  }
  private mine(assignment: number): void {
    this.reach()
    if (this.lost.has(assignment)) throw new Refused(refusal(409, 'lease_expired'))
  }
  saveDraft = async (assignment: number, result: readonly Result[]): Promise<void> => { this.mine(assignment); this.drafts.set(assignment, result) }
  release = async (assignment: number): Promise<void> => { this.mine(assignment); this.released.push(assignment) }
  heartbeat = async (assignment: number): Promise<void> => this.mine(assignment)
  progress = async (): Promise<Progress> => { this.reach(); return { done: this.annotations.size, today: 0, open: this.open.length, waiting: true } }
}

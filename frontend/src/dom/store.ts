/** Shelves in IndexedDB. Where the browser refuses it (private windows, no space left) they are kept in memory, and `durable` says so. */
import type { Draft, DraftStore } from '../core/drafts'
import type { Letter, Store } from '../core/outbox'

const done = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error ?? new Error('IndexedDB'))
})
const SHELVES = { letters: 'id', drafts: 'assignment' } as const

class Shelf<T> {
  private memory = new Map<IDBValidKey, T>()
  constructor(private readonly owner: Shelves, private readonly name: keyof typeof SHELVES) {}
  private async use<R>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<R>): Promise<R | null> {
    const db = await this.owner.open()
    try {
      return db && (await done(act(db.transaction(this.name, mode).objectStore(this.name))))
    } catch {
      this.owner.durable = false
      return null
    }
  }
  async all(): Promise<T[]> {
    const found = new Map((((await this.use('readonly', s => s.getAll())) as T[] | null) ?? []).map(v => [this.key(v), v]))
    return [...new Map([...found, ...this.memory]).values()]
  }
  private key(value: T): IDBValidKey { return (value as Record<string, IDBValidKey>)[SHELVES[this.name]]! }
  async put(value: T): Promise<void> {
    if ((await this.use('readwrite', s => s.put(value))) === null) this.memory.set(this.key(value), value)
    else this.memory.delete(this.key(value))
  }
  async remove(key: IDBValidKey): Promise<void> { this.memory.delete(key); await this.use('readwrite', s => s.delete(key)) }
}

/** One database for a person and a project: on a shared computer nobody sends what another left. */
export class Shelves {
  durable = true
  private opening: Promise<IDBDatabase | null> | null = null
  private readonly letterShelf = new Shelf<Letter>(this, 'letters')
  private readonly draftShelf = new Shelf<Draft>(this, 'drafts')
  readonly letters: Store = { all: () => this.letterShelf.all(), put: l => this.letterShelf.put(l), remove: id => this.letterShelf.remove(id) }
  readonly drafts: DraftStore = { all: () => this.draftShelf.all(), put: d => this.draftShelf.put(d), remove: a => this.draftShelf.remove(a) }

  constructor(private readonly name: string, private readonly factory: IDBFactory | undefined = globalThis.indexedDB) {}

  open(): Promise<IDBDatabase | null> { return (this.opening ??= this.connect().catch(() => { this.durable = false; return null })) }
  private async connect(): Promise<IDBDatabase> {
    if (!this.factory) throw new Error('no IndexedDB')
    const request = this.factory.open(this.name, 1)
    request.onupgradeneeded = () => { for (const [shelf, keyPath] of Object.entries(SHELVES)) request.result.createObjectStore(shelf, { keyPath }) }
    const db = await done(request)
    db.onversionchange = () => db.close()
    return db
  }
}

/** Only one tab sends at a time, where the browser has locks; without them the ids keep a doubled send harmless. */
export const alone = (name: string) => (fn: () => Promise<void>): Promise<void> =>
  globalThis.navigator?.locks ? navigator.locks.request(name, fn) as Promise<void> : fn()

/** Keeps a seat for this window as long as it is open; false if another window has it. Without locks every window thinks it is alone. */
export function held(name: string): (assignment: number) => Promise<boolean> {
  const ours = new Set<number>()
  return assignment => new Promise(resolve => {
    if (ours.has(assignment) || !globalThis.navigator?.locks) return resolve(true)
    // A moment's patience: a page that is being loaded anew may still hold what this one is about to ask for.
    void navigator.locks.request(`${name}-seat-${assignment}`, { signal: AbortSignal.timeout(500) }, () => {
      ours.add(assignment)
      resolve(true)
      return new Promise<never>(() => {})
    }).catch((error: unknown) => resolve((error as Error).name !== 'TimeoutError' && (error as Error).name !== 'AbortError'))
  })
}

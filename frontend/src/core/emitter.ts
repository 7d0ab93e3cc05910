/** Who wants to know that something changed. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>()
  subscribe(fn: (value: T) => void): () => void { this.listeners.add(fn); return () => this.listeners.delete(fn) }
  protected emit(value: T): void { for (const fn of this.listeners) fn(value) }
}

/** Undo and redo over immutable states. */
export interface History<T> { readonly past: readonly T[]; readonly now: T; readonly future: readonly T[] }

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [] })
export const push = <T>(h: History<T>, now: T): History<T> => (now === h.now ? h : { past: [...h.past, h.now], now, future: [] })
/** Typing grows the last step instead of making one for each letter. */
export const amend = <T>(h: History<T>, now: T): History<T> => (h.past.length ? { past: h.past, now, future: [] } : push(h, now))
export const undo = <T>(h: History<T>): History<T> =>
  h.past.length ? { past: h.past.slice(0, -1), now: h.past.at(-1)!, future: [h.now, ...h.future] } : h
export const redo = <T>(h: History<T>): History<T> =>
  h.future.length ? { past: [...h.past, h.now], now: h.future[0]!, future: h.future.slice(1) } : h

/** Randomly made v4 ids. `randomUUID` needs a secure context; http on a local network is none, and getRandomValues works there too. */
export const newId = (): string => crypto.randomUUID?.() ?? '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c =>
  (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+c / 4)))).toString(16))

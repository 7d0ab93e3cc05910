/** What this browser remembers of a person's habits. Storage may be refused: then a habit lasts as long as the page. */
const memory = new Map<string, string>()
export function remembered(key: string): string | null {
  try { return localStorage.getItem(`malmoi.${key}`) ?? memory.get(key) ?? null } catch { return memory.get(key) ?? null }
}
export function remember(key: string, value: string): void {
  memory.set(key, value)
  try { localStorage.setItem(`malmoi.${key}`, value) } catch { /* kept in memory */ }
}

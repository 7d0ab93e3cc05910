/** Places in a sound: where they begin and end, in seconds, kept inside it. */
export interface Place { readonly start: number; readonly end: number }

/** The shortest place that can be made. */
export const LEAST = 0.01
/** So near to an end of the sound, the end is meant. */
const NEAR = 0.02

/** In whole milliseconds, except at the very end: that is where the sound says it is. */
export function at(seconds: number, length: number): number {
  if (!(seconds > 0)) return 0
  return seconds >= length ? length : Math.min(length, Math.round(seconds * 1000) / 1000)
}
/** The same, drawn to the sound's ends. `near` grows where a pixel is many milliseconds. */
export function snapped(seconds: number, length: number, near = NEAR): number {
  const reach = Math.min(near, length / 4)
  return seconds <= reach ? 0 : seconds >= length - reach ? length : at(seconds, length)
}
/** From one moment to the other, whichever is first; null where that is too short to be meant. */
export function between(a: number, b: number, length: number, near = NEAR): Place | null {
  const start = snapped(Math.min(a, b), length, near), end = snapped(Math.max(a, b), length, near)
  return end - start < Math.min(LEAST, length / 2) ? null : { start, end }
}
const least = (length: number): number => Math.min(LEAST, length)
/** One border moved; the other stays, and they do not cross. */
export const startAt = <P extends Place>(p: P, seconds: number, length: number): P => ({ ...p, start: at(Math.min(seconds, p.end - least(length)), length) })
export const endAt = <P extends Place>(p: P, seconds: number, length: number): P => ({ ...p, end: at(Math.max(seconds, p.start + least(length)), length) })
/** The whole place moved, as long as before. */
export function shifted<P extends Place>(p: P, by: number, length: number): P {
  const long = p.end - p.start, start = at(Math.max(0, Math.min(p.start + by, length - long)), length)
  return { ...p, start, end: start + long >= length ? length : at(start + long, length) }
}
export const holds = (p: Place, seconds: number): boolean => seconds >= p.start && seconds <= p.end
/** Which place a click means: the one that is active already, else the shortest there. */
export function under<P extends Place & { readonly id: string }>(places: readonly P[], seconds: number, active: string | null): P | null {
  const there = places.filter(p => holds(p, seconds))
  return there.find(p => p.id === active) ?? there.sort((a, b) => a.end - a.start - (b.end - b.start))[0] ?? null
}

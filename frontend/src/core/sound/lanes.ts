/** Places that overlap lie in lanes one under another, so that every name can be read. */
import type { Place } from './place'

/** The lane of each, in the order given; the first free one from above, by time. */
export function lanes(places: readonly Place[]): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]!.start - places[b]!.start || places[b]!.end - places[a]!.end), ends: number[] = []
  const found = places.map(() => 0)
  for (const i of order) {
    const free = ends.findIndex(end => end <= places[i]!.start), lane = free < 0 ? ends.length : free
    ends[lane] = places[i]!.end
    found[i] = lane
  }
  return found
}

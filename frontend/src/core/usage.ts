/** How often labels are used in an answer, and where `maxUsages` of the config says that it is enough. */
import { optionsOf, type RegionControl } from './controls'
import type { Json, State } from './types'

export function usesOf(state: State, control: string): ReadonlyMap<string, number> {
  const uses = new Map<string, number>()
  for (const { answers } of state.regions) {
    const answer = answers[control]
    if (answer?.kind === 'labels') for (const label of answer.labels) uses.set(label, (uses.get(label) ?? 0) + 1)
  }
  return uses
}
export function usedUp(state: State, control: RegionControl, label: string, data: Json): boolean {
  const most = optionsOf(control, data).find(o => o.value === label)?.maxUsages ?? 0
  return most > 0 && (usesOf(state, control.name).get(label) ?? 0) >= most
}

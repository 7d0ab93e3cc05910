/** Regions made, moved, named and removed. */
import type { RegionControl } from '../controls'
import type { Answer, Json, Region, State } from '../types'
import { answerRegion, changeRegion, kept } from './answer'

export const addRegion = (s: State, region: Region): State => ({ ...s, regions: [...s.regions, region] })
export const placeRegion = (s: State, id: string, value: Json): State => changeRegion(s, id, r => ({ ...r, value, beside: kept(r.beside), ...(r.own ? { own: Object.fromEntries(Object.entries(r.own).map(([k, v]) => [k, kept(v)])) } : {}) }))
/** With its relations: an arrow from nowhere says nothing. */
export const removeRegion = (s: State, id: string): State =>
  ({ ...s, regions: s.regions.filter(r => r.id !== id), relations: s.relations.filter(r => r.from_id !== id && r.to_id !== id) })

export function toggled(now: Answer | undefined, control: RegionControl, label: string): Answer {
  const labels = now?.kind === 'labels' ? now.labels : []
  if (!control.multiple) return { kind: 'labels', labels: [label] }
  const without = labels.filter(l => l !== label)
  // The last label stays: a region without one is no answer, and is removed by its own key.
  return { kind: 'labels', labels: without.length < labels.length ? (without.length ? without : labels) : [...labels, label] }
}
/** Another control of the same shape takes the region over; one that only names (Labels beside Rectangle) is added to it. */
export function labelRegion(s: State, region: Region, control: RegionControl, label: string, rivals: readonly string[]): State {
  const next = answerRegion(s, region.id, control.name, toggled(region.answers[control.name], control, label))
  return changeRegion(next, region.id, r => ({ ...r, answers: Object.fromEntries(Object.entries(r.answers).filter(([name]) => name === control.name || !rivals.includes(name))) }))
}

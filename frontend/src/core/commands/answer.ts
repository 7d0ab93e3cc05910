/** What a control says now, of the whole task or of one region. Its id stays; a score or an origin it came with is no longer its own. */
import type { Answer, Region, State } from '../types'

export const kept = (beside: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, unknown>> => {
  const { score: _s, ...rest } = beside ?? {}
  return { ...rest, origin: rest['origin'] === 'prediction' || rest['origin'] === 'prediction-changed' ? 'prediction-changed' : 'manual' }
}
export function answer(s: State, name: string, given: Answer): State {
  return { ...s, answers: { ...s.answers, [name]: given }, beside: { ...s.beside, [name]: kept(s.beside[name]) } }
}
export const changeRegion = (s: State, id: string, change: (r: Region) => Region): State => {
  const regions = s.regions.map(r => (r.id === id ? change(r) : r))
  return regions.some((r, i) => r !== s.regions[i]) ? { ...s, regions } : s
}
export const answerRegion = (s: State, id: string, name: string, given: Answer): State => changeRegion(s, id, r => ({
  ...r, answers: { ...r.answers, [name]: given }, beside: kept(r.beside), ...(r.own?.[name] ? { own: { ...r.own, [name]: kept(r.own[name]) } } : {}),
}))

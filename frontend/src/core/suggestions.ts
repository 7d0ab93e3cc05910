/** What a model says of a task, piece by piece: shown apart from one's own work, taken over or turned down, and told on with the answer. */
import type { Schema } from './controls'
import { fromResult, resultsOf } from './results'
import type { Answer, Fate, Region, State, Suggestion } from './types'

/** An answer about the whole task goes by its control's name, a region by its id. */
export interface Offer { readonly id: string; readonly answer: Answer | null; readonly region: Region | null; readonly score: number | null; /** People who say so, where it is not a model that does. */ readonly by?: readonly string[] }

const scoreOf = (beside: unknown): number | null => { const s = (beside as { score?: unknown } | undefined)?.score; return typeof s === 'number' ? s : null }

export function offersOf(suggestion: Suggestion | null, schema: Schema): Offer[] {
  if (!suggestion) return []
  const state = fromResult(suggestion.result, schema)
  return [
    ...Object.entries(state.answers).map(([id, answer]) => ({ id, answer, region: null, score: scoreOf(state.beside[id]) ?? suggestion.score })),
    ...state.regions.map(region => ({ id: region.id, answer: null, region: { ...region, beside: { ...region.beside, origin: 'prediction' } }, score: scoreOf(region.beside) ?? suggestion.score })),
  ]
}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const bare = (region: Region, schema: Schema): unknown => resultsOf({ ...region, beside: {}, own: {} }, schema)

export function accept(s: State, offer: Offer): State {
  const fates = { ...s.fates, [offer.id]: 'accepted' as const }
  if (offer.region) return s.regions.some(r => r.id === offer.id) ? s : { ...s, fates, regions: [...s.regions, offer.region] }
  return { ...s, fates, answers: { ...s.answers, [offer.id]: offer.answer! }, beside: { ...s.beside, [offer.id]: { origin: 'prediction' } } }
}
export const reject = (s: State, offer: Offer): State => ({
  ...s, fates: { ...s.fates, [offer.id]: 'rejected' },
  regions: s.regions.filter(r => r.id !== offer.id), relations: s.relations.filter(r => r.from_id !== offer.id && r.to_id !== offer.id),
})

export function fateOf(s: State, offer: Offer, schema: Schema): Fate {
  const decided = s.fates[offer.id]
  if (offer.region) {
    const now = s.regions.find(r => r.id === offer.id)
    return now ? (same(bare(now, schema), bare(offer.region, schema)) ? 'accepted' : 'changed') : decided ? 'rejected' : 'left'
  }
  const now = s.answers[offer.id]
  return now && same(now, offer.answer) ? 'accepted' : now ? 'changed' : decided === 'rejected' ? 'rejected' : 'left'
}
/** Offers that nobody decided on yet. */
export function openOffers(s: State, offers: readonly Offer[]): Offer[] {
  if (!offers.length) return []
  const own = new Set(s.regions.map(r => r.id))
  return offers.filter(o => !s.fates[o.id] && !own.has(o.id) && !(o.answer && s.answers[o.id]))
}

/** Several people's answers to one task, laid over one another: what they say alike is one thing with several names to it. */
import type { Schema } from './controls'
import { fromResult, resultsOf } from './results'
import type { Offer } from './suggestions'
import type { Answer, Region, Result, State } from './types'

export interface Vote { readonly who: string; readonly result: readonly Result[] }
/** One answer to a question about the whole task, and who gave it. */
export interface Said { readonly control: string; readonly answer: Answer; readonly by: readonly string[] }

const place = (region: Region, schema: Schema): string => JSON.stringify(resultsOf({ ...region, id: '', beside: {}, own: {} }, schema))

/** Regions as offers, those that several people made alike as one. */
export function offersOfVotes(votes: readonly Vote[], schema: Schema): Offer[] {
  const found = new Map<string, { region: Region; by: string[] }>()
  votes.forEach(({ who, result }, n) => {
    for (const region of fromResult(result, schema).regions) {
      const key = place(region, schema), known = found.get(key)
      if (known) known.by.push(who)
      else found.set(key, { region: { ...region, id: `vote${n}-${region.id}`, beside: { ...region.beside, origin: 'manual' } }, by: [who] })
    }
  })
  return [...found.values()].map(({ region, by }) => ({ id: region.id, answer: null, region, score: null, by }))
}
/** Those of which the result holds nothing yet. */
export function notIn(offers: readonly Offer[], result: readonly Result[], schema: Schema): Offer[] {
  const there = new Set(fromResult(result, schema).regions.map(region => place(region, schema)))
  return offers.filter(offer => !offer.region || !there.has(place(offer.region, schema)))
}
/** Answers about the whole task by question, the most given first. */
export function saidOf(votes: readonly Vote[], schema: Schema): Said[] {
  const found = new Map<string, Said & { by: string[] }>()
  for (const { who, result } of votes) for (const [control, answer] of Object.entries(fromResult(result, schema).answers)) {
    const key = JSON.stringify([control, answer]), known = found.get(key)
    if (known) known.by.push(who)
    else found.set(key, { control, answer, by: [who] })
  }
  const order = schema.controls.map(c => c.name)
  return [...found.values()].sort((a, b) => order.indexOf(a.control) - order.indexOf(b.control) || b.by.length - a.by.length)
}
/** What more than `share` of the people say alike, as the result to begin with. */
export function merged(votes: readonly Vote[], schema: Schema, share: number): State {
  const enough = (by: readonly string[]): boolean => by.length > share * votes.length
  const said = saidOf(votes, schema).filter(s => enough(s.by))
  return {
    ...fromResult([], schema), answers: Object.fromEntries(said.map(s => [s.control, s.answer])),
    regions: offersOfVotes(votes, schema).filter(o => enough(o.by ?? [])).map(o => o.region!),
  }
}

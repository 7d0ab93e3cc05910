/** Relations between two regions. */
import type { Direction, Relation, State } from '../types'

const between = (r: Relation, from: string, to: string): boolean => r.from_id === from && r.to_id === to
export const relate = (s: State, from: string, to: string): State =>
  from === to || s.relations.some(r => between(r, from, to)) ? s : { ...s, relations: [...s.relations, { from_id: from, to_id: to, type: 'relation', direction: 'right' }] }
export const unrelate = (s: State, from: string, to: string): State => ({ ...s, relations: s.relations.filter(r => !between(r, from, to)) })
const change = (s: State, from: string, to: string, how: (r: Relation) => Relation): State => ({ ...s, relations: s.relations.map(r => (between(r, from, to) ? how(r) : r)) })

const NEXT: Readonly<Record<Direction, Direction>> = { right: 'left', left: 'bi', bi: 'right' }
export const turn = (s: State, from: string, to: string): State => change(s, from, to, r => ({ ...r, direction: NEXT[r.direction] }))
export const nameRelation = (s: State, from: string, to: string, label: string, many: boolean): State => change(s, from, to, r => {
  const { labels = [], ...rest } = r, without = labels.filter(l => l !== label)
  const now = without.length < labels.length ? without : many ? [...labels, label] : [label]
  return (now.length ? { ...rest, labels: now } : rest) as Relation
})

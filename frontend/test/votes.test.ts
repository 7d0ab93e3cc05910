import { describe, expect, it } from 'vitest'
import { schemaOf } from '../src/core/controls'
import { Session } from '../src/core/session'
import { toResult } from '../src/core/results'
import type { Result } from '../src/core/types'
import { merged, notIn, offersOfVotes, saidOf, type Vote } from '../src/core/votes'
import { choice, claim, node } from './sample'

const tree = node('View', {}, [
  node('Text', { name: 'text', value: '$text' }),
  node('Labels', { name: 'ner', toName: 'text' }, [node('Label', { value: 'PER' }), node('Label', { value: 'LOC' })]),
  node('Choices', { name: 'topic', toName: 'text' }, [choice('a'), choice('b')]),
])
const schema = schemaOf(tree)
const span = (id: string, start: number, label: string): Result => ({ id, from_name: 'ner', to_name: 'text', type: 'labels', origin: 'manual', value: { start, end: start + 4, text: 'text', labels: [label] } })
const topic = (value: string): Result => ({ id: 'topic', from_name: 'topic', to_name: 'text', type: 'choices', value: { choices: [value] } })
const votes: Vote[] = [
  { who: 'A', result: [span('x', 0, 'PER'), span('y', 5, 'LOC'), topic('a')] },
  { who: 'B', result: [span('x', 0, 'PER'), span('z', 5, 'PER'), topic('b')] },
  { who: 'C', result: [span('q', 0, 'PER'), topic('a')] },
]

describe('several answers to one task', () => {
  it('offer nothing that is decided already, whatever its id', () => {
    const left = notIn(offersOfVotes(votes, schema), [span('mine', 0, 'PER'), span('too', 5, 'LOC')], schema)
    expect(left.map(o => o.by)).toEqual([['B']])
    expect(notIn(offersOfVotes(votes, schema), [], schema)).toHaveLength(3)
  })
  it('lay what is said alike together, with everybody’s name', () => {
    expect(offersOfVotes(votes, schema).map(o => [o.by, o.region!.value['start'], Object.values(o.region!.answers)[0]])).toEqual([
      [['A', 'B', 'C'], 0, { kind: 'labels', labels: ['PER'] }], [['A'], 5, { kind: 'labels', labels: ['LOC'] }], [['B'], 5, { kind: 'labels', labels: ['PER'] }],
    ])
    expect(saidOf(votes, schema).map(s => [s.control, s.by])).toEqual([['topic', ['A', 'C']], ['topic', ['B']]])
  })
  it('never mix up regions of the same id', () => {
    const ids = offersOfVotes(votes, schema).map(o => o.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
  it('merge what all, or more than half, say', () => {
    const all = merged(votes, schema, 0.999), half = merged(votes, schema, 0.5)
    expect(all.regions).toHaveLength(1)
    expect(all.answers).toEqual({})
    expect(toResult(half, schema).map(r => r.type)).toEqual(['choices', 'labels'])
  })
  it('are taken one by one, whole, and given back', () => {
    const session = new Session(tree, claim(1), () => 0, { result: toResult(merged(votes, schema, 0.999), schema), offers: offersOfVotes(votes, schema).slice(1) })
    expect(session.ghosts.map(r => session.sign(r.id))).toEqual(['A', 'B'])
    session.activate(session.ghosts[0]!.id)
    session.decide('accept')
    expect(session.state.regions).toHaveLength(2)
    session.replace(votes[2]!.result)
    expect(session.result.map(r => r['id'])).toEqual(['topic', 'q'])
    session.undo()
    expect(session.state.regions).toHaveLength(2)
  })
})

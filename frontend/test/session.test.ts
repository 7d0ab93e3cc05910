import { describe, expect, it } from 'vitest'
import { Session } from '../src/core/session'
import type { Claim, Pending, Result } from '../src/core/types'
import { claim, node } from './sample'

const label = (value: string, more = {}) => node('Label', { value, ...more })
const ner = (labels = [label('PER'), label('LOC')], more = {}) => node('View', {}, [
  node('Text', { name: 'text', value: '$text' }), node('Labels', { name: 'ner', toName: 'text', ...more }, labels), node('Relations', {}, [node('Relation', { value: 'of' })]),
])
const at = (start: number, end: number): Pending => ({ to: 'text', value: { start, end, text: 'x'.repeat(end - start) }, by: ['ner'] })
let next = 0
const open = (tree = ner(), given: Claim = claim(1)) => { next = 0; return new Session(tree, given, () => 0, {}, () => `r${next++}`) }
const entry = (id: string, start: number, end: number, labels = ['PER']): Result => ({ id, from_name: 'ner', to_name: 'text', type: 'labels', origin: 'manual', value: { start, end, text: 'x'.repeat(end - start), labels } })
const suggested = (): Claim => claim(1, { suggestion: { model_version: 'v1', score: 0.8, result: [{ ...entry('s1', 0, 2), score: 0.9 }, entry('s2', 5, 8, ['LOC'])] } })

describe('a place and its label', () => {
  it('waits for the label, which makes it a region in Label Studio’s JSON', () => {
    const session = open()
    expect(session.mark(at(2, 4))).toBeNull()
    expect(session.result).toEqual([])
    session.label('ner', 'PER')
    expect(session.result).toEqual([entry('r0', 2, 4)])
    expect(session.focus).toMatchObject({ active: 'r0', pending: null })
  })
  it('is named at once by an armed label, and by the only one there is', () => {
    const session = open()
    session.label('ner', 'LOC')
    session.mark(at(0, 1))
    expect(session.result).toEqual([entry('r0', 0, 1, ['LOC'])])
    const only = open(ner([label('PER')]))
    only.mark(at(0, 1))
    expect(only.result).toEqual([entry('r0', 0, 1)])
  })
  it('is renamed while it is active, and only then', () => {
    const session = open()
    session.mark(at(0, 1)); session.label('ner', 'PER'); session.label('ner', 'LOC')
    expect(session.result).toEqual([entry('r0', 0, 1, ['LOC'])])
    session.activate(null)
    session.label('ner', 'PER')
    expect(session.focus.armed).toEqual({ control: 'ner', label: 'PER' })
    expect(session.result).toEqual([entry('r0', 0, 1, ['LOC'])])
  })
  it('takes several labels where the config says so, and keeps one', () => {
    const session = open(ner(undefined, { choice: 'multiple' }))
    session.mark(at(0, 1)); session.label('ner', 'PER'); session.label('ner', 'LOC')
    expect(session.result).toEqual([entry('r0', 0, 1, ['PER', 'LOC'])])
    session.label('ner', 'PER'); session.label('ner', 'LOC')
    expect(session.result).toEqual([entry('r0', 0, 1, ['LOC'])])
  })
})
describe('steps back', () => {
  it('undo a whole drag at once, and redo it', () => {
    const session = open()
    session.mark(at(0, 1)); session.label('ner', 'PER')
    for (const end of [2, 3, 4]) session.place('r0', { start: 0, end, text: 'x'.repeat(end) }, 'drag 1')
    expect(session.result).toEqual([entry('r0', 0, 4)])
    session.undo()
    expect(session.result).toEqual([entry('r0', 0, 1)])
    session.redo()
    expect(session.result).toEqual([entry('r0', 0, 4)])
    session.undo(); session.undo()
    expect(session.result).toEqual([])
    expect(session.focus.active).toBeNull()
  })
  it('bring a removed region back with its relations', () => {
    const session = open()
    for (const n of [0, 5]) { session.mark(at(n, n + 2)); session.label('ner', 'PER') }
    session.activate('r0'); session.link(); session.activate('r1'); session.link()
    expect(session.result.at(-1)).toEqual({ from_id: 'r0', to_id: 'r1', type: 'relation', direction: 'right' })
    session.remove('r0')
    expect(session.result).toEqual([entry('r1', 5, 7)])
    session.undo()
    expect(session.result).toHaveLength(3)
  })
})
describe('suggested regions', () => {
  it('are no answer until they are taken, one by one or all', () => {
    const session = open(ner(), suggested())
    expect(session.result).toEqual([])
    session.decide('accept')
    expect(session.focus.active).toBe('s1')
    session.decide('accept')
    expect(session.result).toEqual([{ ...entry('s1', 0, 2), origin: 'prediction', score: 0.9 }])
    session.decide('reject')
    expect(session.fates).toEqual({ s1: 'accepted', s2: 'rejected' })
    session.undo()
    expect(session.accept()).toBe(true)
    expect(session.result.map(r => r['id'])).toEqual(['s1', 's2'])
  })
  it('say that they were changed, and which were left', () => {
    const session = open(ner(), suggested())
    session.activate('s1')
    session.label('ner', 'LOC')
    expect(session.fates).toEqual({ s1: 'changed', s2: 'left' })
    expect(session.result).toEqual([{ ...entry('s1', 0, 2, ['LOC']), origin: 'prediction-changed' }])
    session.remove('s1')
    expect(session.fates).toEqual({ s1: 'rejected', s2: 'left' })
  })
})
it('goes from region to region in reading order, round and round', () => {
  const session = open()
  for (const n of [6, 0, 3]) { session.mark(at(n, n + 2)); session.label('ner', 'PER') }
  session.activate(null)
  const seen = [1, 1, 1, 1].map(() => { session.step(1); return session.focus.active })
  expect(seen).toEqual(['r1', 'r2', 'r0', 'r1'])
  session.step(-1)
  expect(session.focus.active).toBe('r0')
})
it('lets go of the nearest thing first', () => {
  const session = open()
  session.mark(at(0, 1)); session.label('ner', 'PER'); session.link(); session.arm({ control: 'ner', label: 'LOC' })
  const held = () => [session.focus.linking, session.focus.active, session.focus.armed?.label ?? null]
  expect(held()).toEqual(['r0', 'r0', 'LOC'])
  session.letGo(); expect(held()).toEqual([null, 'r0', 'LOC'])
  session.letGo(); expect(held()).toEqual([null, null, 'LOC'])
  session.letGo(); expect(held()).toEqual([null, null, null])
  expect(session.letGo()).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { accept, offersOf } from '../src/core/suggestions'
import { answer } from '../src/core/commands/answer'
import { rate } from '../src/core/commands/rate'
import { schemaOf, type Control, type TextControl } from '../src/core/controls'
import { History } from '../src/core/history'
import { missing } from '../src/core/missing'
import { fromResult, toResult } from '../src/core/results'
import { summary } from '../src/core/summary'
import { emptyState, type Result, type State } from '../src/core/types'
import { quote, valueOf } from '../src/core/values'
import { Session } from '../src/core/session'
import { claim, choice, mixed, node, picked, sentiment, sitting } from './sample'

const schema = schemaOf(mixed)
const entry = (from_name: string, type: string, value: Record<string, unknown>, more: Record<string, unknown> = {}): Result => ({ id: from_name, from_name, to_name: 'text', type, origin: 'manual', value, ...more })

describe('Label Studio’s JSON', () => {
  it('is read and written back the same', () => {
    const result = [picked('quality', 'topic'), entry('why', 'textarea', { text: ['늦게 왔다'] }, { meta: { lead_time: 3 } }), entry('sure', 'rating', { rating: 3 }, { score: 0.4, origin: 'prediction' })]
    expect(toResult(fromResult(result, schema), schema)).toEqual(result)
  })
  it('gets no origin that it did not have', () => {
    const { origin: _, ...bare } = picked('quality', 'topic')
    expect(toResult(fromResult([bare as Result], schema), schema)).toEqual([bare])
  })
  it('carries along what no control here owns', () => {
    const box = { id: 'b', from_name: 'box', to_name: 'img', type: 'rectanglelabels', value: { x: 1 }, original_width: 10 }
    const strange = { from_name: 'sure', to_name: 'text', type: 'rating', value: { rating: 'five' } }
    expect(toResult(fromResult([box, strange], schema), schema)).toEqual([box, strange])
  })
  it('says that a person made an answer, and changed a suggested one', () => {
    const s = sitting(mixed, claim(1, { suggestion: { result: [picked('spam', 'topic')], score: 0.9, model_version: 'v1' } }))
    s.choose('topic', '배송')
    expect(s.result.map(r => r['origin'])).toEqual(['manual'])
    s.accept()
    expect(s.result.map(r => r['origin'])).toEqual(['prediction'])
    s.choose('topic', 'quality')
    expect(s.result.map(r => r['origin'])).toEqual(['prediction-changed'])
  })
  it('leaves out an answer without content', () => {
    const said: [string, State['answers'][string]][] = [['topic', { kind: 'choices', values: [] }], ['why', { kind: 'text', texts: [' '] }], ['sure', { kind: 'rating', stars: 0 }]]
    expect(toResult(said.reduce((s, [name, a]) => answer(s, name, a), emptyState), schema)).toEqual([])
  })
  it('tells what is missing, in the config’s words where it has some', () => {
    expect(missing(emptyState, schemaOf(sentiment))).toEqual(['Still missing: sentiment.'])
    const why = node('View', {}, [node('Text', { name: 'text' }), node('TextArea', { name: 'why', toName: 'text', required: 'true', requiredMessage: 'Say why.' })])
    expect(missing(answer(emptyState, 'why', { kind: 'text', texts: ['  '] }), schemaOf(why))).toEqual(['Say why.'])
  })
  it('sums an answer up', () => expect([summary([picked('a'), { ...picked('b'), value: { rating: 2 } }]), summary([])]).toEqual(['a · 2', 'nothing chosen']))
  it('keeps what a suggestion says nothing of', () => {
    const [offer] = offersOf({ result: [picked('spam', 'topic')], score: 0.5, model_version: 'v' }, schema), sure = schema.control('sure') as Control & { kind: 'rating' }
    const s = accept(answer(emptyState, 'sure', rate(undefined, sure, 4)), offer!)
    expect(toResult(s, schema).map(r => r.from_name)).toEqual(['topic', 'sure'])
  })
})

describe('what a config asks', () => {
  it('is about a region, or brings its choices with the task', () => {
    const tree = node('View', {}, [node('Text', { name: 't' }), node('Choices', { name: 'c', toName: 't', perRegion: 'true' }, [choice('x')]), node('Choices', { name: 'd', toName: 't', value: '$list' })])
    expect(schemaOf(tree).controls.map(c => [c.name, c.perRegion, 'dynamic' in c && c.dynamic])).toEqual([['c', true, null], ['d', false, 'list']])
  })
  it('is nothing without a name or without something it is about', () =>
    expect(schemaOf(node('View', {}, [node('Choices', { name: 'c' }, [choice('x')]), node('Rating', { toName: 't' })])).controls).toEqual([]))
  it('has one line for a text unless it says more', () =>
    expect(schemaOf(node('View', {}, [node('TextArea', { name: 'a', toName: 't' }), node('TextArea', { name: 'b', toName: 't', rows: '4' })])).controls.map(c => (c as TextControl).rows)).toEqual([1, 4]))
})

describe('history and session', () => {
  const state = (n: number): State => ({ ...emptyState, rest: [picked(`${n}`)] })
  it('undoes and redoes; a new change forgets the undone', () => {
    const h = new History(), [a, b, c, d] = [0, 1, 2, 3].map(state) as [State, State, State, State]
    h.record({ before: a, after: b, origin: 'person' })
    h.record({ before: b, after: c, origin: 'person' })
    expect([h.undo(c), h.undo(b), h.undo(a), h.redo(a)]).toEqual([b, a, null, b])
    h.record({ before: b, after: d, origin: 'person' })
    expect(h.redo(d)).toBeNull()
  })
  it('typing is one step', () => {
    const s = sitting(mixed)
    s.choose('topic', 'spam')
    for (const text of ['g', 'go', 'goo', 'good']) s.write('why', [text])
    s.undo()
    expect(s.result.map(r => r.from_name)).toEqual(['topic'])
    s.redo()
    expect(s.result).toHaveLength(2)
  })
  it('begins with the draft, counts its seconds on, and stands still unseen', () => {
    let now = 0
    const s = new Session(sentiment, claim(1, { assignment: { id: 1, expires_at: '', draft: [picked('neutral')], seconds: 5 } }), () => now)
    s.watch.start(); now = 2000; s.watch.stop(); now = 99_000
    expect([s.result, s.watch.seconds]).toEqual([[picked('neutral')], 7])
  })
  it('has nothing to accept without a suggestion', () => {
    expect(sitting(sentiment).accept()).toBe(false)
    const s = sitting(sentiment, claim(1, { suggestion: { result: [picked('positive')], score: 0.8, model_version: 'v1' } }))
    expect([s.result, s.accept(), s.result]).toEqual([[], true, [{ ...picked('positive'), origin: 'prediction' }]])
  })
})

describe('values', () => {
  const data = { text: '<b>x</b>', n: 0, a: { b: 'deep' }, 'a.c': 'flat', none: null }
  it.each([['$text', '<b>x</b>'], ['$n', '0'], ['$a.b', 'deep'], ['$a.c', 'flat'], ['plain', 'plain'], [undefined, '']])('%s', (written, text) =>
    expect(valueOf(written, data)).toEqual({ is: 'text', text }))
  it.each(['$nope', '$a.nope', '$none', '$text.length', '$constructor.name'])('%s is missing', written => expect(valueOf(written, data).is).toBe('missing'))
  it('quotes by whole characters', () => expect(quote(sentiment, { id: 1, data: { text: '😀'.repeat(9) } }, 3)).toBe('😀😀😀…'))
})

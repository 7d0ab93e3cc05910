import { describe, expect, it } from 'vitest'
import * as command from '../src/core/commands'
import { controlsOf, fromResult, missing, summary, toResult, type ChoicesControl, type RatingControl, type TextControl } from '../src/core/controls'
import { begin, push, redo, undo } from '../src/core/history'
import { emptyState } from '../src/core/types'
import { quote, valueOf } from '../src/core/values'
import { Session } from '../src/core/session'
import { claim, choice, mixed, node, picked, sentiment } from './sample'

const [single] = controlsOf(sentiment) as [ChoicesControl]
const [topic, why, sure] = controlsOf(mixed) as [ChoicesControl, TextControl, RatingControl]

describe('commands', () => {
  it('a single choice replaces, and is taken back by itself', () => {
    const one = command.choose(emptyState, single, 'negative'), other = command.choose(one, single, 'positive')
    expect(other.answers['sentiment']).toEqual({ kind: 'choices', values: ['positive'] })
    expect(toResult(command.choose(other, single, 'positive'), [single])).toEqual([])
    expect(one.answers['sentiment']).toEqual({ kind: 'choices', values: ['negative'] })
  })
  it('several keep the order of the config', () => {
    const s = ['spam', '배송', 'quality'].reduce((s, v) => command.choose(s, topic, v), emptyState)
    expect(s.answers['topic']).toEqual({ kind: 'choices', values: ['배송', 'quality', 'spam'] })
  })
  it('accepting a suggestion keeps what it says nothing of', () => {
    const s = command.accept(command.rate(emptyState, sure, 4), fromResult([picked('spam', 'topic')], [topic, why, sure]))
    expect(toResult(s, [topic, why, sure]).map(r => r.from_name)).toEqual(['topic', 'sure'])
  })
})

describe('Label Studio’s JSON', () => {
  it('is read and written back the same', () => {
    const result = [picked('quality', 'topic'), { id: 'why', from_name: 'why', to_name: 'text', type: 'textarea', value: { text: ['늦게 왔다'] } }, { id: 'sure', from_name: 'sure', to_name: 'text', type: 'rating', value: { rating: 3 } }]
    expect(toResult(fromResult(result, [topic, why, sure]), [topic, why, sure])).toEqual(result)
  })
  it('carries along what no control here owns', () => {
    const box = { id: 'b', from_name: 'box', to_name: 'img', type: 'rectanglelabels', value: { x: 1 }, original_width: 10 }
    const strange = { from_name: 'sure', to_name: 'text', type: 'rating', value: { rating: 'five' } }
    expect(toResult(fromResult([box, strange], [topic, sure]), [topic, sure])).toEqual([box, strange])
  })
  it('writes an alias, and tells what is missing', () => {
    expect(toResult(command.choose(emptyState, topic, 'quality'), [topic])[0]!.value).toEqual({ choices: ['quality'] })
    expect(missing(emptyState, [single, topic])).toEqual(['Still missing: sentiment.'])
    expect(missing(command.write(emptyState, why, '  '), [{ ...why, required: true, requiredMessage: 'Say why.' }])).toEqual(['Say why.'])
  })
  it('sums an answer up', () => expect([summary([picked('a'), { ...picked('b'), value: { rating: 2 } }]), summary([])]).toEqual(['a · 2', 'nothing chosen']))
  it('draws no control for a region or without choices', () => {
    expect(controlsOf(node('Choices', { name: 'c', toName: 't', perRegion: 'true' }, [choice('x')]))).toEqual([])
    expect(controlsOf(node('Choices', { name: 'c', toName: 't', value: '$list' }))).toEqual([])
  })
})

describe('history and session', () => {
  it('undoes and redoes; a new change forgets the undone', () => {
    let h = push(push(begin(0), 1), 2)
    h = undo(undo(h))
    expect([h.now, undo(h).now, redo(h).now]).toEqual([0, 0, 1])
    expect(push(h, 9).future).toEqual([])
  })
  it('typing is one step', () => {
    const s = new Session(mixed, claim(1), () => 0)
    s.choose('topic', 'spam')
    for (const text of ['g', 'go', 'goo', 'good']) s.write(why, text)
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
    expect(new Session(sentiment, claim(1), () => 0).accept()).toBe(false)
    const s = new Session(sentiment, claim(1, { suggestion: { result: [picked('positive')], score: 0.8, model_version: 'v1' } }), () => 0)
    expect([s.result, s.accept(), s.result]).toEqual([[], true, [picked('positive')]])
  })
})

describe('values', () => {
  const data = { text: '<b>x</b>', n: 0, a: { b: 'deep' }, 'a.c': 'flat', none: null }
  it.each([['$text', '<b>x</b>'], ['$n', '0'], ['$a.b', 'deep'], ['$a.c', 'flat'], ['plain', 'plain'], [undefined, '']])('%s', (written, text) =>
    expect(valueOf(written, data)).toEqual({ is: 'text', text }))
  it.each(['$nope', '$a.nope', '$none', '$text.length', '$constructor.name'])('%s is missing', written => expect(valueOf(written, data).is).toBe('missing'))
  it('quotes by whole characters', () => expect(quote(sentiment, { id: 1, data: { text: '😀'.repeat(9) } }, 3)).toBe('😀😀😀…'))
})

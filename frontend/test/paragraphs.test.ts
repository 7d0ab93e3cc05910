import { describe, expect, it } from 'vitest'
import { authorsOf, dialogueOf, flowOfDialogue, utterancePlace, utteranceQuote, utteranceRange } from '../src/core/html/dialogue'

const keys = { name: 'author', text: 'text' }
const talk = [{ author: 'Kim', text: '안녕 😀' }, { author: 'Lee', text: 'hi' }, { author: 'Kim', text: '' }, { author: 'Lee', text: 'bye' }]

describe('a dialogue', () => {
  it('is read with the keys that the config names', () => {
    expect(dialogueOf([{ who: 'a', says: 'b' }], 'd', { name: 'who', text: 'says' })).toEqual({ is: 'dialogue', utterances: [{ author: 'a', text: 'b' }], problem: '' })
    expect(authorsOf(talk)).toEqual(['Kim', 'Lee'])
  })
  it.each([[undefined, 'no field “d”'], [null, 'no field “d”'], ['text', 'is a text'], [{}, 'is an object'], [3, 'is a number']])('%j is told of in words', (given, says) => {
    const found = dialogueOf(given, 'd', keys)
    expect(found.is).toBe('not')
    expect(found.problem).toContain(says)
  })
  it('shows what can be read, and says what cannot', () => {
    const found = dialogueOf([{ author: 'a', text: 'b' }, { author: 'a' }, 'x', null, { text: 4 }], 'd', keys)
    expect(found.problem).toBe('Utterance 2 has no text under “text”. Nor have 2 others.')
    expect(found.is === 'dialogue' && found.utterances.map(u => u.text)).toEqual(['b', '', '', '', '4'])
  })
})

describe('a place in a dialogue', () => {
  const flow = flowOfDialogue(talk)
  it('is the number of the utterance and the units within', () => {
    expect(utterancePlace(flow, [3, 5])).toEqual({ start: '0', end: '0', startOffset: 3, endOffset: 5 })
    expect(utterancePlace(flow, [3, 8])).toEqual({ start: '0', end: '1', startOffset: 3, endOffset: 2 })
    expect(utteranceQuote(flow, [3, 8])).toBe('😀\nhi')
  })
  it('is found again, from one utterance or over several', () => {
    for (const range of [[0, 2], [3, 8], [6, 13]] as const) expect(utteranceRange(flow, utterancePlace(flow, range)!)).toEqual(range)
  })
  it('is found by number or text, in units or in code points, as the quote says', () => {
    expect(utteranceRange(flow, { start: 1, end: '1', startOffset: 0, endOffset: 2, text: 'hi' })).toEqual([6, 8])
    expect(utteranceRange(flow, { start: '0', end: '0', startOffset: 3, endOffset: 4, text: '😀' })).toEqual([3, 5])
    expect(utteranceRange(flow, { start: '3', end: '3' })).toEqual([10, 13])
  })
  it.each([{ start: '9', end: '9' }, { start: '1', end: '0', startOffset: 0, endOffset: 1 }, { start: '1', end: '1', startOffset: 1, endOffset: 9 }, { start: '1', end: '1', startOffset: 0, endOffset: 2, text: 'yo' }, {}])('is not found: %j', value => expect(utteranceRange(flow, value)).toBeNull())
})

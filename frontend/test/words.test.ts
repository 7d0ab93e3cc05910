import { describe, expect, it } from 'vitest'
import { offsetMap } from '../src/core/offsets'
import { beside, moveEnd, moveStart, nudgeEnd, nudgeStart, snapped, step } from '../src/core/spans/borders'
import { unitsFor, words, type Range, type Snap } from '../src/core/spans/words'
import cases from './unicode.json'

const said = (text: string, range: Range | null): string | null => range && text.slice(...range)
const units = (text: string, snap: Snap = 'word') => unitsFor(text, snap, null)
const at = (text: string, piece: string): Range => [text.indexOf(piece), text.indexOf(piece) + piece.length]
const clusters = (text: string): string[] => [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map(g => g.segment)

describe('words', () => {
  it('are what says something: letters, numbers, emoji, not punctuation', () => {
    const text = 'Kim’s 3 dogs — (ok?) 👩‍👩‍👧 €5!'
    expect(words(text).map(w => said(text, w))).toEqual(['Kim’s', '3', 'dogs', 'ok', '👩‍👩‍👧', '€', '5'])
  })
  it('are whole in Hangul, particles and all, composed or not', () => {
    const text = '서울특별시 위원회 회의에서'
    for (const form of [text, text.normalize('NFD')]) expect(words(form).map(w => said(form, w)!.normalize('NFC'))).toEqual(['서울특별시', '위원회', '회의에서'])
  })
  it('are stepped through to the end and back', () => {
    const text = 'one, two\r\n\tthree', all = units(text), there: (string | null)[] = []
    let now: Range | null = null
    for (let i = 0; i < 4; i++) there.push(said(text, now = step(all, now, 1)))
    expect(there).toEqual(['one', 'two', 'three', 'three'])
    for (let i = 0; i < 3; i++) now = step(all, now, -1)
    expect(said(text, now)).toBe('one')
    expect(said(text, step(all, null, -1))).toBe('three')
  })
  it('are none in a text of punctuation', () => expect(step(units('... !?'), null, 1)).toBeNull())
})

describe('borders', () => {
  const text = 'the University of Seoul, in Busan'
  it('move by words, an end and a beginning', () => {
    const u = units(text), range = at(text, 'University')
    expect(said(text, moveEnd(u, range, 1))).toBe('University of')
    expect(said(text, moveEnd(u, moveEnd(u, range, 1), -1))).toBe('University')
    expect(said(text, moveStart(u, range, -1))).toBe('the University')
    expect(said(text, moveStart(u, at(text, 'University of'), 1))).toBe('of')
  })
  it('never pass one another', () => {
    const u = units(text), range = at(text, 'Seoul')
    expect(moveEnd(u, range, -1)).toEqual(range)
    expect(moveStart(u, range, 1)).toEqual(range)
    expect(nudgeEnd('👩‍👩‍👧', [0, 8], -1)).toEqual([0, 8])
    expect(nudgeStart('👩‍👩‍👧', [0, 8], 1)).toEqual([0, 8])
  })
  it('go by whole graphemes', () => {
    const family = 'a👩‍👩‍👧한e\u0301', nfd = '한국'.normalize('NFD')
    expect(said(family, nudgeEnd(family, [0, 1], 1))).toBe('a👩‍👩‍👧')
    expect(said(family, nudgeStart(family, [family.length - 2, family.length], -1))).toBe('한e\u0301')
    expect(nudgeEnd(nfd, [0, 3], 1)).toEqual([0, nfd.length])
    expect(beside(family, 0, -1)).toBe(0)
    expect(beside(family, family.length, 1)).toBe(family.length)
  })
  it('stop at a stem where parts of words are asked for, then at the word', () => {
    const ko = '회의에서 나온 말', u = units(ko, 'morpheme'), first = step(u, null, 1)!
    expect(said(ko, first)).toBe('회의')
    expect(said(ko, moveEnd(u, first, 1))).toBe('회의에서')
    expect(said(ko, step(u, first, 1))).toBe('나온')
  })
})

describe('a selection', () => {
  const text = '  Lee Hana, of\t"Seoul"…\n', snap = (from: string, to: string, how: Snap = 'word') => said(text, snapped(text, units(text, how), how, text.indexOf(from), text.indexOf(to) + to.length))
  it('grows to whole words and loses the spaces around it', () => {
    expect(snap('e H', 'an')).toBe('Lee Hana')
    expect(snap('  L', 'L')).toBe('Lee')
    expect(snap('ana, o', 'ana, o')).toBe('Hana, of')
  })
  it('keeps punctuation that was meant, and takes none that was not', () => {
    expect(snap('"S', 'S')).toBe('"Seoul')
    expect(snap('eou', 'l"')).toBe('Seoul"')
    expect(snap(',', ',')).toBe(',')
  })
  it('stays as it is by characters, but for half a grapheme', () => {
    expect(snap('ee H', 'H', 'character')).toBe('ee H')
    expect(snapped('👩‍👩‍👧x', units('👩‍👩‍👧x', 'character'), 'character', 0, 2)).toEqual([0, 8])
  })
  it('of spaces is none', () => expect(snapped('a  \n b', units('a  \n b'), 'word', 1, 4)).toBeNull())
  it('takes the tokens that came with the task', () => {
    const u = unitsFor('don’t stop', 'word', [[0, 2], [2, 5], [6, 10]])
    expect(snapped('don’t stop', u, 'word', 3, 4)).toEqual([2, 5])
    expect(snapped('don’t stop', u, 'word', 1, 4)).toEqual([0, 5])
  })
  it('in parts of words ends at the stem, and at the word if its particle was touched', () => {
    const ko = '서울특별시 위원회에서는', u = units(ko, 'morpheme'), of = (a: number, b: number) => said(ko, snapped(ko, u, 'morpheme', a, b))
    expect(of(7, 8)).toBe('위원회')
    expect(of(7, 10)).toBe('위원회에서는')
    expect(of(2, 8)).toBe('서울특별시 위원회')
  })
})

describe.each(cases)('every grapheme range of “$name”', ({ text, codePoints, start, end, quote }) => {
  const map = offsetMap(text), points = [...text], pieces = clusters(text), bounds = pieces.reduce((all, p) => [...all, all.at(-1)! + p.length], [0])
  it('has Python’s code points as its offsets, by every way of snapping', () => {
    expect(map.length).toBe(codePoints)
    for (const snap of ['word', 'morpheme', 'character'] as const) {
      const u = units(text, snap)
      for (let i = 0; i < bounds.length; i++) for (let j = i + 1; j < bounds.length; j++) {
        const found = snapped(text, u, snap, bounds[i]!, bounds[j]!)
        if (!found) { expect(text.slice(bounds[i], bounds[j]).trim()).toBe(''); continue }
        const from = map.toCodePoint(found[0]), to = map.toCodePoint(found[1])
        expect(points.slice(from, to).join('')).toBe(text.slice(...found))
        expect(bounds).toContain(found[0])
        expect(bounds).toContain(found[1])
        if (snap === 'character' && text.slice(bounds[i], bounds[j]).trim() === text.slice(bounds[i], bounds[j])) expect(found).toEqual([bounds[i], bounds[j]])
      }
    }
  })
  it('of the quote gives the start and end that Python wrote', () => {
    const from = map.toUtf16(start), to = map.toUtf16(end), found = snapped(text, units(text, 'character'), 'character', from, to)!
    expect([map.toCodePoint(found[0]), map.toCodePoint(found[1])]).toEqual([start, end])
    expect(text.slice(...found)).toBe(quote)
  })
  it('is reached by keys alone, grapheme by grapheme', () => {
    let range: Range = [0, bounds[1]!]
    for (let i = 2; i < bounds.length; i++) range = nudgeEnd(text, range, 1)
    expect(range).toEqual([0, text.length])
    for (let i = 2; i < bounds.length; i++) range = nudgeStart(text, range, 1)
    expect(range).toEqual([bounds.at(-2), text.length])
  })
})

import { describe, expect, it } from 'vitest'
import { offsetMap, snapToGraphemes } from '../src/core/offsets'
import strings from './unicode.json'

describe.each(strings)('offsets: $name', ({ text, codePoints, quote, start, end }) => {
  const map = offsetMap(text)
  it('counts code points as Python does', () => expect(map.length).toBe(codePoints))
  it('finds the quote at its code points', () => expect(text.slice(map.toUtf16(start), map.toUtf16(end))).toBe(quote))
  it('goes there and back at every code point', () => {
    for (let cp = 0; cp <= codePoints; cp++) expect(map.toCodePoint(map.toUtf16(cp))).toBe(cp)
  })
  it('never cuts a grapheme', () => {
    const [from, to] = snapToGraphemes(text, map.toUtf16(start), map.toUtf16(end))
    expect(from).toBeLessThanOrEqual(map.toUtf16(start))
    expect(to).toBeGreaterThanOrEqual(map.toUtf16(end))
    expect(snapToGraphemes(text, from, to)).toEqual([from, to])
  })
})

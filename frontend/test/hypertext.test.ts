// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import strings from './unicode.json'
import { across, BREAK, flowOf, tight, touched } from '../src/core/html/flow'
import { placeOf, quoteOf, rangeOf } from '../src/core/html/places'
import { disarmed } from '../src/core/html/disarmed'
import { nudgeEnd } from '../src/core/spans/borders'

const piece = (text: string, path: string, before: number, breaks = false) => ({ text, path, before, breaks })
/** `<p>Yuri <b>Gaga</b>rin</p><p>😀 flew</p>`, with a space between that is no text. */
const flow = flowOf([piece('Yuri ', '/p[1]/text()[1]', 0, true), piece('Gaga', '/p[1]/b[1]/text()[1]', 5), piece('rin', '/p[1]/text()[2]', 9), piece('😀 flew', '/p[2]/text()[1]', 13, true)])

describe('the text of a page', () => {
  it('is one string, with a break where a block begins', () => expect(flow.text).toBe(`Yuri Gagarin${BREAK}😀 flew`))
  it('is touched where a range lies', () => expect(touched(flow, [5, 10]).map(s => s.text)).toEqual(['Gaga', 'rin']))
  it('holds no break at the ends of a place', () => {
    expect(tight(flow, [9, 13])).toEqual([9, 12])
    expect(tight(flow, [12, 15])).toEqual([13, 15])
    expect(tight(flow, [12, 13])).toBeNull()
  })
  it('is stretched over a break in one step', () => {
    const further = across(flow, [9, 12], r => nudgeEnd(flow.text, r, 1))
    expect(flow.text.slice(...tight(flow, further)!)).toBe(`rin${BREAK}😀`)
  })
})

describe('a place in a page', () => {
  it('is written in units of its node and code points of the page, from the node of its first character to that of its last', () => {
    expect(placeOf(flow, [5, 15])).toEqual({ start: '/p[1]/b[1]/text()[1]', end: '/p[2]/text()[1]', startOffset: 0, endOffset: 2, globalOffsets: { start: 5, end: 14 } })
    expect(quoteOf(flow, [5, 15])).toBe('Gagarin\\n😀')
  })
  it('is found again', () => {
    for (let start = 0; start < flow.text.length; start++) for (let end = start + 1; end <= flow.text.length; end++) {
      const range = tight(flow, [start, end])
      if (!range || flow.text.charCodeAt(range[0]) >> 10 === 0x37 || flow.text.charCodeAt(range[1]) >> 10 === 0x37) continue
      const value = placeOf(flow, range)!
      expect(rangeOf(flow, value)).toEqual(range)
      expect(rangeOf(flow, { ...value, globalOffsets: undefined })).toEqual(range)
    }
  })
  it('is found where XPath or the page’s offsets say, in units or in code points, if the quote stands there', () => {
    const value = { start: '/p[2]/text()', end: '/p[2]/text()', startOffset: 3, endOffset: 7, text: 'flew' }
    expect(rangeOf(flow, value)).toEqual([16, 20])
    expect(rangeOf(flow, { ...value, globalOffsets: { start: 0, end: 4 } })).toEqual([16, 20])
    expect(rangeOf(flow, { ...value, start: '/p[9]/text()[1]', end: '/p[9]/text()[1]', globalOffsets: { start: 15, end: 19 } })).toEqual([16, 20])
    expect(rangeOf(flow, { ...value, startOffset: 2, endOffset: 6 })).toEqual([16, 20])
  })
  it('is nowhere if the quote stands in none of them', () => {
    expect(rangeOf(flow, { start: '/p[2]/text()[1]', end: '/p[2]/text()[1]', startOffset: 0, endOffset: 1, globalOffsets: { start: 0, end: 1 }, text: 'Laika' })).toBeNull()
    expect(rangeOf(flow, { start: '/p[7]/text()[1]', end: 3, startOffset: -1, endOffset: 'x', globalOffsets: 'no' })).toBeNull()
    expect(rangeOf(flow, { start: '', end: '' })).toBeNull()
  })
  it.each(strings as { name: string; text: string }[])('comes back from $name', ({ text }) => {
    const one = flowOf([piece('x', '/p[1]/text()[1]', 0, true), piece(text, '/p[2]/text()[1]', 1, true)]), slot = one.slots[1]!
    const value = placeOf(one, [slot.at, slot.at + text.length])!
    expect(value).toMatchObject({ startOffset: 0, endOffset: text.length, globalOffsets: { start: 1, end: 1 + [...text].length } })
    expect(rangeOf(one, value)).toEqual([slot.at, slot.at + text.length])
  })
})

describe('styles and handlers', () => {
  const named = (html: string): string => disarmed(html)
  it('are read under another name', () => {
    expect(named('<p style="color: red">a style="b"</p>')).toBe(`<p data-style="color: red">a style="b"</p>`)
    expect(named("<p\nid=x STYLE='a'>")).toBe(`<p\nid=x data-STYLE='a'>`)
    expect(named('<img src=x ONerror=a onload>')).toBe('<img src=x data-ONerror=a data-onload>')
    expect(named('<style media=x>p { a: "<p style=b>" }</STYLE ><p style=c>')).toBe('<noframes data-was-style media=x>p { a: "<p style=b>" }</noframes ><p data-style=c>')
    expect(named('<base href="a">')).toBe('<base data-href="a">')
    expect(named('<p/style=a><br style>')).toBe(`<p/data-style=a><br data-style>`)
    expect(named('<p title="a > style=b" style="c">')).toBe(`<p title="a > style=b" data-style="c">`)
  })
  it('are not found in text, comments, values or names that only begin alike', () => {
    for (const html of ['a < b style=c', '<!-- <p style=a> -->', '<p title=style>', '<p styles=a>', '<p data-style=a>', '<p color=on>', '<title><p style="a"></title>', '<script>"<p style=a>"</script>', '<p title="style=', '<', '<p', '<!-- style'])
      expect(named(html)).toBe(html)
  })
  it('are found in what is broken', () => {
    expect(named('<p = style=a>')).toBe(`<p = data-style=a>`)
    expect(named('<p a="1"style="b">')).toBe(`<p a="1"data-style="b">`)
  })
  it('take one pass, however the markup is broken', () => {
    const wild = '<a "'.repeat(50_000)
    expect(named(wild).length).toBe(wild.length)
  })
})

import { describe, expect, it } from 'vitest'
import { offsetMap } from '../src/core/offsets'
import { arc } from '../src/core/spans/arcs'
import { layout, partAt, plain } from '../src/core/spans/lines'
import { lanes, segments, type Mark } from '../src/core/spans/segments'
import { tokensIn } from '../src/core/spans/tokens'
import cases from './unicode.json'

const mark = (id: string, start: number, end: number, ghost = false): Mark => ({ id, start, end, name: id, colour: 'red', ghost })
function dice(seed: number): (n: number) => number {
  let s = seed
  return n => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor((s / 2 ** 32) * n) }
}
const random = (seed: number, length: number, n = 12): Mark[] => {
  const roll = dice(seed)
  return Array.from({ length: n }, (_, i) => { const start = roll(length - 1); return mark(`m${i}`, start, start + 1 + roll(Math.min(30, length - start - 1) || 1)) })
}
const each = (check: (seed: number) => void): void => { for (let seed = 1; seed <= 200; seed++) check(seed) }

describe('segments', () => {
  it('tile the line, each with exactly the spans that cover it', () => each(seed => {
    const marks = random(seed, 100), found = segments(lanes(marks), 0, 100)
    expect(found[0]!.start).toBe(0)
    expect(found.at(-1)!.end).toBe(100)
    found.forEach((s, i) => {
      if (i) expect(s.start).toBe(found[i - 1]!.end)
      expect(s.laid.map(l => l.mark.id).sort()).toEqual(marks.filter(m => m.start <= s.start && m.end >= s.end).map(m => m.id).sort())
    })
  }))
  it('open and close each span once', () => each(seed => {
    const marks = random(seed, 80), found = segments(lanes(marks), 0, 80)
    expect(found.flatMap(s => s.opens.map(m => m.id)).sort()).toEqual(marks.map(m => m.id).sort())
    expect(found.flatMap(s => s.closes.map(m => m.id)).sort()).toEqual(marks.map(m => m.id).sort())
  }))
  it('have one lane a span, and two that overlap never share one', () => each(seed => {
    const laid = lanes(random(seed, 120, 20))
    for (const a of laid) for (const b of laid) if (a !== b && a.mark.start < b.mark.end && b.mark.start < a.mark.end) expect(a.lane).not.toBe(b.lane)
  }))
  it('give the longer of two that begin together the lane next to the text', () => {
    expect(lanes([mark('short', 0, 3), mark('long', 0, 9)]).map(l => [l.mark.id, l.lane])).toEqual([['long', 0], ['short', 1]])
  })
})

describe('lines', () => {
  const text = 'one two\r\n\r\nthree\tfour  five\n\nשלום\n', long = 'words without any break '.repeat(400)
  it('hold the text exactly, line breaks outside what is shown', () => {
    const lines = plain(text)
    expect(lines.map(l => text.slice(l.start, l.end)).join('')).toBe(text)
    expect(lines.map(l => text.slice(l.shown, l.end))).toEqual(['\r\n', '\r\n', '\n', '\n', '\n'])
    for (const l of lines) expect(l.blocks.map(b => text.slice(b.start, b.end)).join('')).toBe(text.slice(l.start, l.shown))
  })
  it('mark no line break, whatever a span covers', () => {
    const shown = layout(plain(text), [mark('all', 0, text.length)])
    for (const l of shown) for (const b of l.blocks) for (const s of b.segments) expect(text.slice(s.start, s.end)).not.toMatch(/[\r\n]/)
    expect(shown.map(l => l.depth)).toEqual([1, 0, 1, 0, 1])
  })
  it('stay the same object where nothing changed', () => {
    const marks = [mark('a', 0, 3), mark('b', 12, 16)], before = layout(plain(text), marks), after = layout(before, [...marks, mark('c', 17, 21)])
    expect(after.map((l, i) => l === before[i])).toEqual([true, true, false, true, true])
    expect(layout(after, marks)).toEqual(before)
  })
  it('redraw one block of a text that is one line', () => {
    const marks = Array.from({ length: 300 }, (_, i) => mark(`m${i}`, i * 30, i * 30 + 5)), before = layout(plain(long), marks), after = layout(before, [...marks, mark('new', 4006, 4009)])
    expect(before[0]!.blocks.length).toBeGreaterThan(10)
    expect(after[0]!.blocks.filter((b, i) => b !== before[0]!.blocks[i]).length).toBe(1)
  })
  it('come out of any sequence of edits as from scratch', () => each(seed => {
    const body = `${'ab cd\n'.repeat(20)}${'x'.repeat(50)} ${'y z '.repeat(400)}`
    let lines = layout(plain(body), random(seed, body.length))
    lines = layout(lines, random(seed + 1, body.length, 7))
    const last = random(seed + 2, body.length, 9)
    expect(layout(lines, last)).toEqual(layout(plain(body), last))
  }))
  it('are found by a position', () => {
    const lines = plain(text)
    for (let at = 0; at < text.length; at++) { const l = lines[partAt(lines, at)]!; expect(l.start <= at && at < l.end).toBe(true) }
    expect(partAt(lines, text.length)).toBe(lines.length - 1)
  })
})

describe('tokens of a task', () => {
  const tokens = (given: unknown, text: string, field = 'text') => tokensIn({ [`${field}_tokens`]: given }, 'text', text, offsetMap(text))
  it('are places in code points', () => expect(tokens([[0, 1], [2, 4]], '👍 ok')).toEqual([[0, 2], [3, 5]]))
  it('or strings that tile the text', () => expect(tokens(['회의', '에서', '👍', '.'], '회의에서 👍.')).toEqual([[0, 2], [2, 4], [5, 7], [7, 8]]))
  it('are told apart from those of another text', () => {
    for (const given of [['one'], ['one', 'three'], [[0, 9]], [[2, 1]], [[0, 3], [1, 4]], [[0, 'x']], [1, 2]]) expect(tokens(given, 'one two')).toBe('unfit')
  })
  it('may be missing', () => { expect(tokens([], 'x')).toBeNull(); expect(tokens('x', 'x')).toBeNull(); expect(tokensIn({}, 'text', 'x', offsetMap('x'))).toBeNull() })
  it('stand under the field’s name or alone', () => expect(tokensIn({ tokens: ['a', 'b'] }, 'text', 'a b', offsetMap('a b'))).toEqual([[0, 1], [2, 3]]))
  it('agree with Python’s code points for every string', () => {
    for (const { text, codePoints } of cases) expect(tokens([[0, codePoints]], text)).toEqual([[0, text.length]])
  })
})

describe('arrows', () => {
  const box = (left: number, top: number) => ({ left, right: left + 40, top, bottom: top + 24 })
  const ends = (path: string): number[] => path.match(/-?[\d.]+/g)!.map(Number)
  it('go over one line and never into it', () => {
    const { path } = arc(box(0, 100), box(300, 100), 'right'), [, y1, , c1, , c2, , y2] = ends(path)
    expect([y1, y2]).toEqual([86, 86])
    expect(Math.max(c1!, c2!)).toBeLessThan(86)
  })
  it('go from foot to head between lines, either way', () => {
    expect(ends(arc(box(0, 0), box(10, 100), 'right').path).filter((_, i) => i === 1 || i === 7)).toEqual([24, 86])
    expect(ends(arc(box(10, 100), box(0, 0), 'right').path).filter((_, i) => i === 1 || i === 7)).toEqual([86, 24])
  })
  it('have their heads where the direction says', () => {
    const heads = (d: 'left' | 'right' | 'bi'): number => arc(box(0, 0), box(100, 0), d).heads.split('M').length - 1
    expect([heads('right'), heads('left'), heads('bi')]).toEqual([1, 1, 2])
    expect(arc(box(0, 0), box(100, 0), 'right').heads).toMatch(/^M120 /)
    expect(arc(box(0, 0), box(100, 0), 'left').heads).toMatch(/^M20 /)
  })
})

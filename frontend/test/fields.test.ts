// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import '../src/tags/datetime'
import '../src/tags/fields'
import '../src/tags/layout'
import '../src/tags/number'
import '../src/tags/unknown'
import { askedFor, iso, parts, strftime, strptime, within, written } from '../src/core/dates'
import { schemaOf, type NumberControl } from '../src/core/controls'
import type { TagNode } from '../src/core/types'
import { off } from '../src/tags/number'
import { claim, node, shown, sitting } from './sample'

const one = (tag: string, attrs: Record<string, string> = {}): TagNode => node('View', {}, [node('Text', { name: 'text', value: '$text' }), node(tag, { name: 'f', toName: 'text', ...attrs })])
const said = (s: { result: readonly { value: unknown }[] }): unknown => s.result.map(r => r.value)
const type = (e: HTMLInputElement | HTMLTextAreaElement, value: string): void => { e.value = value; e.dispatchEvent(new Event('input', { bubbles: true })) }
const key = (e: Element, name: string, more: KeyboardEventInit = {}): void => { e.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more })) }

describe('a text', () => {
  it('counts as it is typed; Enter makes room for one more where there is one line', async () => {
    const { root, session, settled } = await shown(one('TextArea')), field = () => root.querySelector<HTMLTextAreaElement>('.adding textarea')!
    type(field(), '하나')
    expect(said(session)).toEqual([{ text: ['하나'] }])
    key(field(), 'Enter')
    await settled()
    type(field(), 'two')
    await settled()
    expect(said(session)).toEqual([{ text: ['하나', 'two'] }])
    expect(root.querySelectorAll('.texts li')).toHaveLength(1)
  })
  it('of several lines takes Enter as a line, Shift and Enter as one more', async () => {
    const { root, settled } = await shown(one('TextArea', { rows: '3' })), field = root.querySelector<HTMLTextAreaElement>('.adding textarea')!
    type(field, 'a')
    key(field, 'Enter')
    await settled()
    expect(root.querySelectorAll('.texts li')).toHaveLength(0)
    key(field, 'Enter', { shiftKey: true })
    await settled()
    expect(root.querySelectorAll('.texts li')).toHaveLength(1)
  })
  it('while a syllable is composed takes Enter for the syllable', async () => {
    const { root, settled } = await shown(one('TextArea')), field = root.querySelector<HTMLTextAreaElement>('.adding textarea')!
    type(field, '하')
    key(field, 'Enter', { isComposing: true })
    await settled()
    expect(root.querySelectorAll('.texts li')).toHaveLength(0)
  })
  it('is one field where only one may be given, several where more may, none once all are', async () => {
    const entries = [{ id: 'f', from_name: 'f', to_name: 'text', type: 'textarea', origin: 'manual', value: { text: ['a', 'b'] } }]
    const counts = async (most: string, result: typeof entries): Promise<number[]> => { const { root } = await shown(one('TextArea', { maxSubmissions: most }), claim(1), result); return ['.texts li', '.adding'].map(at => root.querySelectorAll(at).length) }
    expect([await counts('1', []), await counts('3', entries), await counts('2', entries), await counts('1', entries)]).toEqual([[0, 1], [2, 1], [2, 0], [1, 0]])
  })
  it('is edited and removed in the list, and neither reorders the others', async () => {
    const { root, session, settled } = await shown(one('TextArea'), claim(1), [{ id: 'f', from_name: 'f', to_name: 'text', type: 'textarea', value: { text: ['a', 'b', 'c'] } }])
    type(root.querySelectorAll<HTMLTextAreaElement>('.texts textarea')[1]!, 'B')
    await settled()
    root.querySelectorAll<HTMLElement>('.texts button')[0]!.click()
    await settled()
    expect(said(session)).toEqual([{ text: ['B', 'c'] }])
    expect([...root.querySelectorAll<HTMLTextAreaElement>('.texts textarea')].map(t => t.value)).toEqual(['B', 'c'])
  })
  it('is only read and removed where the config forbids editing', async () => {
    const { root } = await shown(one('TextArea', { editable: 'false' }), claim(1), [{ id: 'f', from_name: 'f', to_name: 'text', type: 'textarea', value: { text: ['a'] } }])
    expect(root.querySelectorAll('.texts textarea')).toHaveLength(0)
    expect(root.querySelectorAll('.texts button')).toHaveLength(1)
  })
  it('is not added twice where the config forbids it, nor sent', async () => {
    const { root, session, settled } = await shown(one('TextArea', { skipDuplicates: 'true' })), field = () => root.querySelector<HTMLTextAreaElement>('.adding textarea')!
    type(field(), 'Same')
    key(field(), 'Enter')
    await settled()
    type(field(), 'same')
    key(field(), 'Enter')
    await settled()
    expect(root.querySelector('[role=alert]')!.textContent).toBe('This text is there already.')
    expect(session.missing).toEqual(['f has the same text twice.'])
  })
  it('begins with the text of the config, or of the task', () => {
    expect([said(sitting(one('TextArea', { value: 'Dear' }))), said(sitting(one('TextArea', { value: '$text' }))), said(sitting(one('TextArea', { value: '$nope' })))]).toEqual([[{ text: ['Dear'] }], [{ text: ['text 1'] }], []])
  })
  it('of a region begins with the region', () => {
    const tree = node('View', {}, [node('Text', { name: 'text', value: '$text' }), node('Labels', { name: 'ner', toName: 'text' }, [node('Label', { value: 'P' })]), node('TextArea', { name: 'f', toName: 'text', perRegion: 'true', value: 'Dear' })])
    const session = sitting(tree)
    session.mark({ to: 'text', value: { start: 0, end: 1, text: 't' }, by: ['ner'] })
    expect(session.result.map(r => [r.type, r.value])).toEqual([['labels', { start: 0, end: 1, text: 't', labels: ['P'] }], ['textarea', { start: 0, end: 1, text: ['Dear'] }]])
    session.undo()
    expect(session.result).toEqual([])
  })
})

describe('a rating', () => {
  it('has as many signs as the config says, and is taken back by itself', async () => {
    const { root, session } = await shown(one('Rating', { maxRating: '3', icon: 'fire' })), stars = [...root.querySelectorAll<HTMLElement>('.stars button')]
    expect(stars.map(s => [s.getAttribute('aria-label'), s.querySelector('kbd')!.textContent])).toEqual([['1 of 3', '1'], ['2 of 3', '2'], ['3 of 3', '3']])
    stars[1]!.click()
    expect(said(session)).toEqual([{ rating: 2 }])
    stars[1]!.click()
    expect(said(session)).toEqual([])
  })
})

describe('a number', () => {
  const control = (attrs: Record<string, string>): NumberControl => schemaOf(one('Number', attrs)).control('f') as NumberControl
  it.each([
    [{ min: '1', max: '10' }, 11, 'f must be from 1 to 10.'], [{ min: '1' }, 0, 'f must be 1 or more.'], [{ max: '-1' }, 0, 'f must be -1 or less.'], [{ min: '1', step: '3' }, 7, ''],
    [{ min: '1', step: '3' }, 6, 'f goes in steps of 3: 4 or 7.'], [{ step: '0.1' }, 0.1 + 0.2, ''], [{ step: '0.1' }, 0.25, 'f goes in steps of 0.1: 0.2 or 0.3.'], [{}, 4.5, ''],
  ])('%o: %d', (attrs, n, says) => expect(off(control(attrs as Record<string, string>), n)).toBe(says))
  it('that may not be is told, and not sent', async () => {
    const { root, session, settled } = await shown(one('Number', { max: '5' })), field = root.querySelector<HTMLInputElement>('input')!
    type(field, '6')
    await settled()
    expect([root.querySelector('[role=status]')!.textContent, field.getAttribute('aria-invalid'), session.missing]).toEqual(['f must be 5 or less.', 'true', ['f must be 5 or less.']])
    type(field, '4.5')
    expect([session.missing, said(session)]).toEqual([[], [{ number: 4.5 }]])
    type(field, '')
    expect(said(session)).toEqual([])
  })
  it('nought is an answer', async () => {
    const { root, session } = await shown(one('Number', { required: 'true' }))
    expect(session.missing).toEqual(['Still missing: f.'])
    type(root.querySelector('input')!, '0')
    expect([session.missing, said(session)]).toEqual([[], [{ number: 0 }]])
  })
  it('begins where the config says', () => expect([said(sitting(one('Number', { defaultValue: '3' }))), said(sitting(one('Number', { defaultValue: 'x' })))]).toEqual([[{ number: 3 }], []]))
  it('on a slider is unset until it is set, and can be cleared', async () => {
    const { root, session, settled } = await shown(one('Number', { slider: 'true', min: '0', max: '10' })), slider = root.querySelector<HTMLInputElement>('input[type=range]')!
    expect([slider.getAttribute('aria-valuetext'), said(session)]).toEqual(['not set', []])
    slider.click()
    await settled()
    expect([said(session), root.querySelector('output')!.textContent]).toEqual([[{ number: 0 }], '0'])
    root.querySelector<HTMLElement>('.slider button')!.click()
    expect(said(session)).toEqual([])
  })
})

describe('dates as Label Studio writes them', () => {
  it.each([
    [{}, { year: 2026, month: 1, day: 31 }, '2026-01-31T00:00'], [{}, { year: 2026, month: 1, day: 31, time: '09:30' }, '2026-01-31T09:30'], [{}, { time: '09:30' }, ''],
    [{ only: 'date' }, { year: 2026, month: 1, day: 31 }, '2026-01-31'], [{ only: 'time' }, { time: '09:30' }, '09:30'], [{ only: 'year' }, { year: 2026 }, '2026-01-01'],
    [{ only: 'month,year' }, { year: 2026, month: 3 }, '2026-03-01'], [{ only: 'month,year' }, { year: 2026 }, ''], [{ only: 'date,month' }, { year: 2026, month: 3, day: 2 }, '2026-03-02'],
    [{ only: 'year', format: '%Y' }, { year: 2026 }, '2026'], [{ only: 'date', format: '%d.%m.%y' }, { year: 2026, month: 1, day: 2 }, '02.01.26'], [{ only: 'year' }, { year: 202 }, ''],
  ])('%o %o: %s', (attrs, given, text) => {
    const { only = '', format } = attrs as { only?: string; format?: string }, asked = askedFor(only.split(',').filter(Boolean))
    expect(written(given, asked, format)).toBe(text)
    if (text) expect(written(parts(text, asked, format)!, asked, format)).toBe(text)
  })
  it('reads back every format it writes', () => {
    for (const format of ['%Y-%m-%d %H:%M:%S', '%A, %B %-d, %Y %I:%M %p', '%a %b %_d %Y %H:%M', '%d/%m/%Y %-I.%M%p', '100%% %Y%m%d', '%e. %m. %Y'])
      for (const d of [new Date(2024, 1, 29, 0, 5), new Date(1999, 11, 31, 12, 0), new Date(2026, 8, 3, 23, 59)]) {
        const read = strptime(format, strftime(format, d))
        expect([format, read?.getFullYear(), read?.getMonth(), read?.getDate()]).toEqual([format, d.getFullYear(), d.getMonth(), d.getDate()])
        if (format.includes('M')) expect([read?.getHours(), read?.getMinutes()], format).toEqual([d.getHours(), d.getMinutes()])
      }
  })
  it('knows no 30th of February, nor a text of another form', () => expect([strptime('%Y-%m-%d', '2026-02-30'), strptime('%Y-%m-%d', '31.01.2026'), parts('soon', askedFor([]))]).toEqual([null, null, null]))
  it.each([
    ['date', '2026-01-31', '2026-02-01', undefined, false], ['date', '2026-02-01', '2026-02-01', '2026-02-01', true], ['year', '2011-01-01', '2000', '2010', false], ['year', '2026-01-01', '2000', 'current', true],
    ['year', '2027-01-01', '2000', 'current', false], ['month,year', '2024-03-01', '2024-03-15', '2024-05', true],
  ])('%s %s from %s to %s: %s', (only, text, min, max, holds) => {
    const asked = askedFor(only.split(','))
    expect([within(parts(text, asked)!, asked, min, max, () => new Date(2026, 5, 1)), iso(parts(text, asked)!, asked).length]).toEqual([holds, { date: 10, year: 4, 'month,year': 7 }[only]])
  })
  it('are kept while they are half typed', async () => {
    const { root, session, settled } = await shown(one('DateTime')), [day, clock] = [...root.querySelectorAll('input')] as [HTMLInputElement, HTMLInputElement]
    type(clock, '09:30')
    await settled()
    expect([said(session), clock.value]).toEqual([[], '09:30'])
    type(day, '2026-01-31')
    expect(said(session)).toEqual([{ datetime: '2026-01-31T09:30' }])
    await settled()
    root.querySelector<HTMLElement>('.when button')!.click()
    await settled()
    expect([said(session), day.value, clock.value]).toEqual([[], '', ''])
  })
  it('outside their bounds are told, and not sent', async () => {
    const { root, session, settled } = await shown(one('DateTime', { only: 'date', min: '2026-01-01' }))
    type(root.querySelector('input')!, '2025-12-31')
    await settled()
    expect([root.querySelector('[role=status]')!.textContent, session.missing]).toEqual(['f must not be before 2026-01-01.', ['f must not be before 2026-01-01.']])
  })
})

describe('a suggestion', () => {
  const suggested = (type: string, value: Record<string, unknown>) => claim(1, { suggestion: { model_version: 'v1', score: 0.5, result: [{ id: 'f', from_name: 'f', to_name: 'text', type, value }] } })
  const offers: [string, Record<string, string>, Record<string, unknown>, string][] = [
    ['TextArea', {}, { text: ['a', 'b'] }, 'a · b'], ['Rating', {}, { rating: 4 }, '4 of 5'], ['Number', {}, { number: 2.5 }, '2.5'], ['DateTime', {}, { datetime: '2026-01-31T09:30' }, '2026-01-31T09:30'],
  ]
  it.each(offers)('to a %s is told, taken over, and is then one’s answer', async (tag, attrs, value, words) => {
    const { root, session, settled } = await shown(one(tag, attrs), suggested(tag.toLowerCase(), value)), offer = root.querySelector('.offer')!
    expect(offer.textContent!.replace(/\s+/g, ' ').trim()).toBe(`suggested 50 %: ${words} Accept Reject`)
    offer.querySelectorAll('button')[0]!.click()
    await settled()
    expect([said(session), root.querySelector('.offer'), session.fates, session.result[0]!['origin']]).toEqual([[value], null, { f: 'accepted' }, 'prediction'])
  })
  it('that is turned down is gone', async () => {
    const { root, session, settled } = await shown(one('Rating'), suggested('rating', { rating: 4 }))
    root.querySelectorAll<HTMLElement>('.offer button')[1]!.click()
    await settled()
    expect([said(session), root.querySelector('.offer'), session.fates]).toEqual([[], null, { f: 'rejected' }])
  })
})

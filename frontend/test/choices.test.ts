// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import '../src/tags/choices'
import '../src/tags/layout'
import '../src/tags/unknown'
import { choosable, stateOf } from '../src/core/commands/choose'
import { flat, schemaOf, type ChoicesControl } from '../src/core/controls'
import { bindings } from '../src/core/keymap'
import type { Claim, TagNode } from '../src/core/types'
import { choice, claim, mixed, node, picked, sentiment, shown, sitting } from './sample'

const tree = (choose: string): TagNode => node('View', {}, [node('Text', { name: 'text', value: '$text' }), node('Choices', { name: 'c', toName: 'text', allowNested: 'true', choice: choose }, [
  node('Choice', { value: 'A' }, [choice('one', { alias: '1' }), node('Choice', { value: 'two' }, [choice('x'), choice('y')])]), choice('B')])])
const values = (s: { result: readonly { value: unknown }[] }): unknown => (s.result[0]?.value as { choices: unknown } | undefined)?.choices ?? []
const offering = (...names: string[]): Claim => claim(1, { suggestion: { result: names.map(n => picked(n)), score: 0.834, model_version: 'v1' } })

describe('choosing', () => {
  it('of a single choice replaces, and is taken back by itself', () => {
    const s = sitting(sentiment)
    s.choose('sentiment', 'negative')
    s.choose('sentiment', 'positive')
    expect(s.result).toEqual([picked('positive')])
    s.choose('sentiment', 'positive')
    expect(s.result).toEqual([])
  })
  it('of several keeps the order of the config, and what another program chose', () => {
    const s = sitting(mixed, claim(1), [{ ...picked('old', 'topic') }])
    for (const v of ['spam', '배송', 'quality']) s.choose('topic', v)
    expect(values(s)).toEqual(['배송', 'quality', 'spam', 'old'])
  })
  it('of a tree is written as the path, aliases in it', () => {
    const s = sitting(tree('single'))
    s.choose('c', ['A', '1'])
    expect(values(s)).toEqual([['A', '1']])
    s.choose('c', ['B'])
    expect(values(s)).toEqual([['B']])
  })
  it('of a single one of a tree takes leaves alone', () => {
    const control = schemaOf(tree('single')).control('c') as ChoicesControl
    expect(choosable(control, control.options).map(o => o.path.join('/'))).toEqual(['A/1', 'A/two/x', 'A/two/y', 'B'])
  })
  it('of a branch takes all below it, and names every branch that is whole', () => {
    const s = sitting(tree('multiple'))
    s.choose('c', ['A', 'two', 'x'])
    s.choose('c', ['A', 'two', 'y'])
    expect(values(s)).toEqual([['A', 'two'], ['A', 'two', 'x'], ['A', 'two', 'y']])
    s.choose('c', ['A'])
    expect(values(s)).toEqual([['A'], ['A', '1'], ['A', 'two'], ['A', 'two', 'x'], ['A', 'two', 'y']])
    s.choose('c', ['A', '1'])
    expect(values(s)).toEqual([['A', 'two'], ['A', 'two', 'x'], ['A', 'two', 'y']])
    s.choose('c', ['A', 'two'])
    expect(values(s)).toEqual([])
  })
  it('shows a branch partly chosen as such, and one that another program named alone as chosen', () => {
    const control = schemaOf(tree('multiple')).control('c') as ChoicesControl, states = (...paths: string[][]): string[] => flat(control.options).map(o => stateOf({ kind: 'choices', values: paths }, control, o))
    expect(states(['A', 'two', 'x'])).toEqual(['mixed', 'false', 'mixed', 'true', 'false', 'false'])
    expect(states(['A'])[0]).toBe('true')
  })
  it('of what the task brings stands after what the config has', () => {
    const brought = node('View', {}, [node('Text', { name: 'text', value: '$text' }), node('Choices', { name: 'c', toName: 'text', value: '$more', choice: 'multiple' }, [choice('own')])])
    const given = claim(1, { task: { id: 1, data: { text: 'x', more: ['한', { value: 'Two', alias: '2', hotkey: 'k' }, 5, { no: 1 }] } } }), s = sitting(brought, given)
    expect(bindings(s.schema, s.data).filter(b => b.action.do === 'choose').map(b => [b.says, b.chords[0]])).toEqual([['own', '1'], ['한', '2'], ['Two', 'k']])
    for (const v of ['2', 'own']) s.choose('c', v)
    expect(values(s)).toEqual(['own', '2'])
  })
  it('begins with what the config has selected, unless there is an answer already', () => {
    const preset = (more: Record<string, string>): TagNode => node('View', {}, [node('Text', { name: 'text' }), node('Choices', { name: 'sentiment', toName: 'text', ...more }, [choice('a', { selected: 'true' }), choice('b', { selected: 'true' })])])
    expect([values(sitting(preset({}))), values(sitting(preset({ choice: 'multiple' }))), values(sitting(preset({}), claim(1), [])), values(sitting(preset({ perRegion: 'true' })))]).toEqual([['a'], ['a', 'b'], [], []])
  })
})

describe('the element', () => {
  const texts = (root: Element, at: string): string[] => [...root.querySelectorAll(at)].map(e => e.textContent!.replace(/\s+/g, ' ').trim())
  it('marks a suggestion until it is turned down', async () => {
    const { root, session, settled } = await shown(sentiment, offering('positive'))
    expect(texts(root, '.suggested .said')).toEqual(['positive suggested 83 %'])
    session.settle('sentiment', 'reject')
    await settled()
    expect(texts(root, '.suggested')).toEqual([])
    expect(session.fates).toEqual({ sentiment: 'rejected' })
  })
  it('shows hints, and a colour of the config’s own beside the word', async () => {
    const { root } = await shown(node('View', {}, [node('Text', { name: 'text' }), node('Choices', { name: 'c', toName: 'text' }, [choice('a', { hint: 'as in apple' }), choice('b')])]))
    expect(texts(root, '.said')).toEqual(['a as in apple', 'b'])
  })
  it('folds a branch away', async () => {
    const { root, settled } = await shown(tree('multiple'))
    expect(texts(root, '.choice .said')).toEqual(['A', 'one', 'two', 'x', 'y', 'B'])
    root.querySelectorAll<HTMLElement>('.fold')[1]!.click()
    await settled()
    expect(texts(root, '.choice .said')).toEqual(['A', 'one', 'two', 'B'])
    expect([...root.querySelectorAll('.fold')].map(f => f.getAttribute('aria-expanded'))).toEqual(['true', 'false'])
  })
  it('draws the branches of a single choice as headings', async () =>
    expect(texts((await shown(tree('single'))).root, '[role=radio] .said')).toEqual(['one', 'x', 'y', 'B']))
  it('filters a long tree with the branches that lead to what is found', async () => {
    const many = node('View', {}, [node('Text', { name: 'text' }), node('Choices', { name: 'c', toName: 'text', allowNested: 'true' }, [node('Choice', { value: 'deep' }, Array.from({ length: 14 }, (_, i) => choice(`leaf ${i}`)))])])
    const { root, settled } = await shown(many), filter = root.querySelector<HTMLInputElement>('input[type=search]')!
    filter.value = 'LEAF 13'
    filter.dispatchEvent(new Event('input'))
    await settled()
    expect([texts(root, '.row > .said'), texts(root, '.choice .said')]).toEqual([['deep'], ['leaf 13']])
  })
  it.each([[{ layout: 'vertical' }, 'vertical'], [{ showInline: 'true' }, 'inline'], [{ showInline: 'false', layout: 'inline' }, 'vertical'], [{ layout: 'inline' }, 'inline']])('is laid out as %o asks', async (attrs, layout) => {
    const { root } = await shown(node('View', {}, [node('Text', { name: 'text' }), node('Choices', { name: 'c', toName: 'text', ...attrs as Record<string, string> }, [choice('a')])]))
    expect([...root.querySelector('.options')!.classList]).toContain(layout)
  })
  it('is a select where the config wants one, and then still takes one back', async () => {
    const { root, session, settled } = await shown(node('View', {}, [node('Text', { name: 'text' }), node('Choices', { name: 'c', toName: 'text', layout: 'select', title: 'Which' }, [choice('a'), choice('b', { alias: 'B' })])]))
    const select = root.querySelector('select')!
    const pick = async (value: string): Promise<unknown> => { select.value = value; select.dispatchEvent(new Event('change', { bubbles: true })); await settled(); return values(session) }
    expect([await pick('1'), await pick('0'), await pick('-1')]).toEqual([['B'], ['a'], []])
  })
  it('refuses in words what is asked of each item', async () => {
    const { root } = await shown(node('View', {}, [node('Text', { name: 'text' }), node('Choices', { name: 'c', toName: 'text', perItem: 'true' }, [choice('a')])]))
    expect(root.textContent).toContain('“c” cannot be answered here.')
    expect(root.querySelector('button')).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { isRegion } from '../src/core/controls'
import type { Session } from '../src/core/session'
import type { TagNode } from '../src/core/types'
import { choice, claim, node, sitting } from './sample'

const when = (tag: string, values = '', kind = 'choice-selected'): Record<string, string> => ({ visibleWhen: kind, whenTagName: tag, ...(values ? { whenChoiceValue: values } : {}) })
const choices = (name: string, attrs: Record<string, string>, ...values: TagNode[]): TagNode => node('Choices', { name, toName: 'text', ...attrs }, values.length ? values : [choice('yes'), choice('no')])
const view = (...children: TagNode[]): TagNode => node('View', {}, [node('Text', { name: 'text', value: '$text' }), ...children])
const seen = (s: Session): string[] => s.controls.filter(c => s.sees(c) && !isRegion(c)).map(c => c.name)
const sent = (s: Session): string[] => s.result.map(r => r.from_name)

describe('a chain of questions', () => {
  const chain = view(choices('a', {}), choices('b', when('a', 'yes')), choices('c', when('b', 'yes')), node('TextArea', { name: 'd', toName: 'text', required: 'true', ...when('c', 'yes') }))
  it('opens link by link', () => {
    const s = sitting(chain)
    expect(seen(s)).toEqual(['a'])
    for (const [name, next] of [['a', 'b'], ['b', 'c'], ['c', 'd']] as const) { s.choose(name, 'yes'); expect(seen(s).at(-1)).toBe(next) }
    expect(s.missing).toEqual(['Still missing: d.'])
  })
  it('closes all that hangs on a link, and sends none of it; what was said comes back with it', () => {
    const s = sitting(chain)
    for (const name of ['a', 'b', 'c']) s.choose(name, 'yes')
    s.write('d', ['so'])
    s.choose('a', 'no')
    expect([seen(s), sent(s), s.missing]).toEqual([['a'], ['a'], []])
    s.choose('a', 'yes')
    expect(sent(s)).toEqual(['a', 'b', 'c', 'd'])
  })
  it('is not lost in a circle', () => {
    const s = sitting(view(choices('a', when('b', 'yes', 'choice-unselected')), choices('b', when('a', 'yes', 'choice-unselected'))))
    expect(seen(s)).toEqual(['a', 'b'])
  })
})

describe('a condition', () => {
  it('of a view holds for all in it, together with their own', () => {
    const s = sitting(view(choices('a', {}), choices('b', {}), node('View', when('a', 'yes'), [choices('c', when('b', 'no')), node('Rating', { name: 'd', toName: 'text' })])))
    expect(seen(s)).toEqual(['a', 'b'])
    s.choose('a', 'yes')
    expect(seen(s)).toEqual(['a', 'b', 'd'])
    s.choose('b', 'no')
    expect(seen(s)).toEqual(['a', 'b', 'c', 'd'])
  })
  it('may be any of several choices, any at all, or none of them', () => {
    const s = sitting(view(choices('a', { choice: 'multiple' }, choice('x'), choice('y'), choice('z')), choices('two', when('a', 'x, y')), choices('any', when('a')), choices('not', when('a', 'x', 'choice-unselected'))))
    expect(seen(s)).toEqual(['a', 'not'])
    s.choose('a', 'z')
    expect(seen(s)).toEqual(['a', 'any', 'not'])
    s.choose('a', 'x')
    expect(seen(s)).toEqual(['a', 'two', 'any'])
  })
  it('may name a choice by its value where the result has the alias', () => {
    const s = sitting(view(choices('a', {}, choice('Yes', { alias: 'y' }), choice('no')), choices('b', when('a', 'Yes'))))
    s.choose('a', 'y')
    expect(seen(s)).toEqual(['a', 'b'])
  })
  it('may look at a tree, at stars, at a side', () => {
    const s = sitting(view(
      node('Taxonomy', { name: 't', toName: 'text' }, [node('Choice', { value: 'On' }, [choice('Free')])]), node('Rating', { name: 'r', toName: 'text' }), node('Pairwise', { name: 'p', toName: 'text,text' }),
      choices('tree', when('t', 'On')), choices('stars', when('r', '1,2')), choices('side', when('p', 'right'))))
    expect(seen(s)).toEqual(['t', 'r', 'p'])
    s.choose('t', ['On', 'Free'])
    s.rate('r', 2)
    s.prefer('p', 'right')
    expect(seen(s)).toEqual(['t', 'r', 'p', 'tree', 'stars', 'side'])
  })
})

describe('questions about regions', () => {
  const tree = view(
    node('Labels', { name: 'ner', toName: 'text' }, [node('Label', { value: 'PER' }), node('Label', { value: 'LOC' })]),
    choices('known', { perRegion: 'true', visibleWhen: 'region-selected', whenLabelValue: 'PER' }),
    node('TextArea', { name: 'who', toName: 'text', perRegion: 'true', required: 'true', ...when('known', 'yes') }),
    node('Header', { value: 'none', visibleWhen: 'no-region-selected' }), choices('whole', { required: 'true', visibleWhen: 'region-selected' }))
  const marked = (...labels: string[]): Session => {
    const s = sitting(tree, claim(1, { task: { id: 1, data: { text: 'abc' } } }))
    labels.forEach((label, n) => { s.mark({ to: 'text', value: { start: n, end: n + 1, text: 'abc'[n] }, by: ['ner'] }); s.label('ner', label) })
    return s
  }
  it('are in sight while such a region is active', () => {
    const s = marked('PER', 'LOC')
    expect(seen(s)).toEqual(['whole'])
    s.activate('r1')
    expect(seen(s)).toEqual(['known', 'whole'])
    s.activate(null)
    expect(seen(s)).toEqual([])
  })
  it('hang on one another within their region', () => {
    const s = marked('PER', 'PER')
    s.choose('known', 'yes')
    expect([seen(s), s.missing]).toEqual([['known', 'who', 'whole'], ['Still missing: who. (PER · b)']])
    s.activate('r1')
    expect(seen(s)).toEqual(['known', 'whole'])
  })
  it('send nothing of what went out of sight with the label', () => {
    const s = marked('PER')
    s.choose('known', 'yes')
    s.write('who', ['Kim'])
    expect(sent(s)).toEqual(['ner', 'known', 'who'])
    s.label('ner', 'LOC')
    expect([sent(s), s.missing]).toEqual([['ner'], []])
  })
  it('do not hold up a task without regions', () => expect(marked().missing).toEqual([]))
})

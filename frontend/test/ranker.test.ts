// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import '../src/tags/layout'
import '../src/tags/ranker'
import '../src/tags/unknown'
import { boardOf, columnsOf, moved } from '../src/core/ranking'
import type { Claim, TagNode } from '../src/core/types'
import { itemsOf, plain } from '../src/tags/list'
import { claim, node, shown } from './sample'

const items = [{ id: 'blog', title: 'Tips' }, { id: 'mdn', title: 'Arrows' }, { id: 3, title: '화살' }]
const given = (list: unknown = items): Claim => claim(1, { task: { id: 1, data: { list } } })
const one = (...buckets: Record<string, string>[]): TagNode => node('View', {}, [node('List', { name: 'l', value: '$list', title: 'Found' }), node('Ranker', { name: 'order', toName: 'l' }, buckets.map(b => node('Bucket', b)))])
const said = (s: { result: readonly { value: unknown }[] }): unknown => (s.result[0]?.value as { ranker: unknown } | undefined)?.ranker ?? null
const at = (root: Element, id: string): HTMLElement => root.querySelector<HTMLElement>(`[data-id="${id}"] .handle`)!
const press = (e: Element, key: string, more: KeyboardEventInit = {}): void => { e.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })) }
const best = { name: 'best', title: 'Best' }, ads = { name: 'ads' }

describe('a board', () => {
  const columns = columnsOf('order', 'Found', [{ name: 'best', title: 'Best' }, { name: 'ads', title: 'Ads' }], undefined), ids = ['a', 'b', 'c']
  it('is one column by the control’s own name, or the buckets with what is not sorted before them', () => {
    expect([columnsOf('order', 'Found', [], undefined), columns.map(c => c.id), columnsOf('order', '', [{ name: 'best', title: '' }], 'best').map(c => c.id)]).toEqual([[{ id: 'order', title: 'Found' }], ['_', 'best', 'ads'], ['best']])
  })
  it('puts what the answer does not place where all begin', () => {
    expect(boardOf({ kind: 'ranker', ranker: { best: ['b'], elsewhere: ['c'] } }, columns, ids, undefined)).toEqual({ _: ['a', 'c'], best: ['b'], ads: [] })
    expect(boardOf({ kind: 'ranker', ranker: { ads: ['b', 'b'], best: ['b'] } }, columns, ids, undefined)).toEqual({ _: ['a', 'c'], best: ['b'], ads: [] })
  })
  it.each([['a', '_', 2, ['b', 'c', 'a']], ['c', '_', -5, ['c', 'a', 'b']], ['b', '_', 99, ['a', 'c', 'b']], ['b', '_', 1, ['a', 'b', 'c']]])('%s to %s at %d', (id, to, place, order) =>
    expect(moved(boardOf(undefined, columns, ids, undefined), id, to, place)['_']).toEqual(order))
  it('keeps every item once, wherever one is sent', () => {
    let board = boardOf(undefined, columns, ids, undefined)
    for (const [id, to, place] of [['a', 'best', 0], ['b', 'best', 0], ['a', 'ads', 9], ['c', 'nowhere', 0], ['b', '_', 1]] as const) {
      board = moved(board, id, to, place)
      expect(Object.values(board).flat().sort()).toEqual(ids)
    }
  })
})

describe('what is ranked', () => {
  it('has texts as ids, each once', () => {
    expect(itemsOf('$list', { list: [...items, { id: '3' }, { title: 'no id' }, 'plain'] })).toMatchObject({ items: [{ id: 'blog' }, { id: 'mdn' }, { id: '3' }, { id: 'plain' }], problem: 'Entry 5 of the list “list” has no id and is left out.' })
    expect([itemsOf('$list', { list: items }).problem, itemsOf('$list', { list: 'x' }).problem]).toEqual(['', 'This task has no list in its field “list”, which the label config wants to show here.'])
  })
  it.each([['<p>A <b>b</b></p><p>c</p>', 'A b\nc'], ['x<script>alert(1)</script>y', 'x y'], ['<img src=x onerror="go()">a &amp; b &lt;i&gt;', 'a & b <i>'], ['1 < 2 &#44032;<!-- no -->', '1 < 2 가'], ['<style>*{color:red}</style><svg onload=x><circle></svg>.', '.'], ['<scr<script>ipt>alert(1)</script>', '<scr']])('is read as words: %s', (source, words) => expect(plain(source)).toBe(words))
})

describe('ranking', () => {
  it('by keys writes the order under the control’s name', async () => {
    const { root, session, settled } = await shown(one(), given())
    expect(said(session)).toBeNull()
    press(at(root, 'mdn'), 'ArrowUp', { shiftKey: true })
    await settled()
    expect(said(session)).toEqual({ order: ['mdn', 'blog', '3'] })
    press(at(root, 'blog'), '3', { code: 'Digit3' })
    await settled()
    expect(said(session)).toEqual({ order: ['mdn', '3', 'blog'] })
    expect(document.activeElement).toBe(at(root, 'blog'))
    press(at(root, 'blog'), 'ArrowUp')
    await settled()
    expect(document.activeElement).toBe(at(root, '3'))
    session.undo()
    expect(said(session)).toEqual({ order: ['mdn', 'blog', '3'] })
  })
  it('as they came is an answer once a person says so', async () => {
    const { root, session, settled } = await shown(one(), given())
    root.querySelector<HTMLElement>('p.cluster button')!.click()
    await settled()
    expect([said(session), root.querySelector('p.cluster')]).toEqual([{ order: ['blog', 'mdn', '3'] }, null])
  })
  it('into buckets goes by digits, and on to the next item', async () => {
    const { root, session, settled } = await shown(one(best, ads), given())
    press(at(root, 'blog'), '1', { code: 'Digit1' })
    await settled()
    expect(document.activeElement).toBe(at(root, 'mdn'))
    press(at(root, 'mdn'), '2', { code: 'Digit2' })
    await settled()
    press(at(root, '3'), '1', { code: 'Numpad1' })
    await settled()
    expect(said(session)).toEqual({ _: [], best: ['blog', '3'], ads: ['mdn'] })
    press(at(root, '3'), 'ArrowUp', { shiftKey: true })
    await settled()
    press(at(root, 'mdn'), '0', { code: 'Digit0' })
    await settled()
    press(at(root, 'blog'), 'ArrowRight', { shiftKey: true })
    await settled()
    expect(said(session)).toEqual({ _: ['mdn'], best: ['3'], ads: ['blog'] })
  })
  it('with a bucket where all begin has no other place for them', async () => {
    const { root, session, settled } = await shown(one({ ...best, default: 'true' }, ads), given())
    press(at(root, 'mdn'), '2', { code: 'Digit2' })
    await settled()
    expect(said(session)).toEqual({ best: ['blog', '3'], ads: ['mdn'] })
  })
  it('by its buttons', async () => {
    const { root, session } = await shown(one(), given()), button = (name: string): HTMLElement => root.querySelector<HTMLElement>(`[aria-label="${name}"]`)!
    button('Move 화살 up').click()
    expect(said(session)).toEqual({ order: ['blog', '3', 'mdn'] })
  })
  it('draws the list itself, and opens what was stored', async () => {
    const { root } = await shown(one(best), given(), [{ id: 'order', from_name: 'order', to_name: 'l', type: 'ranker', value: { ranker: { best: ['3'], _: ['mdn', 'blog'] } } }])
    expect(root.querySelector('an-list')).toBeNull()
    expect([...root.querySelectorAll('.column')].map(c => [...c.querySelectorAll('strong')].map(s => s.textContent))).toEqual([['Arrows', 'Tips'], ['화살']])
  })
  it('says so where there is nothing to rank', async () => {
    expect((await shown(node('View', {}, [node('Text', { name: 'l', value: '$list' }), node('Ranker', { name: 'order', toName: 'l' })]), given())).root.textContent).toContain('ranks the items of a List')
    expect((await shown(one(), given('text'))).root.textContent).toContain('no list in its field “list”')
  })
})

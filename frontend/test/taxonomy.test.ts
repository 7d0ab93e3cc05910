// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import '../src/tags/layout'
import '../src/tags/taxonomy'
import '../src/tags/unknown'
import type { TagNode } from '../src/core/types'
import { choice, claim, node, shown, sitting } from './sample'

const media = [node('Choice', { value: 'Online' }, [choice('UGC', { alias: 'ugc', hint: 'by users' }), node('Choice', { value: 'Paywall' }, [choice('NYT'), choice('WSJ')])]), choice('Offline')]
const one = (attrs: Record<string, string> = {}, children = media): TagNode => node('View', {}, [node('Text', { name: 'text' }), node('Taxonomy', { name: 'f', toName: 'text', ...attrs }, children)])
const said = (s: { result: readonly { value: unknown }[] }): unknown => (s.result[0]?.value as { taxonomy: unknown } | undefined)?.taxonomy ?? []
const rows = (root: Element): string[] => [...root.querySelectorAll('[role=treeitem]')].map(e => `${e.getAttribute('aria-level')} ${e.querySelector('.said')!.textContent}${e.getAttribute('aria-expanded') === 'false' ? ' +' : ''}`)
const at = (root: Element, name: string): HTMLElement => [...root.querySelectorAll<HTMLElement>('[role=treeitem]')].find(e => e.querySelector('.said')!.textContent === name)!
const press = (e: Element, key: string): void => { e.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })) }
const big = one({}, [node('Choice', { value: 'root' }, Array.from({ length: 25 }, (_, n) => choice(`leaf ${n}`)))])

describe('a taxonomy', () => {
  it('writes paths in the order they were chosen, aliases in them', async () => {
    const { root, session } = await shown(one())
    for (const name of ['Offline', 'UGC', 'Online']) at(root, name).click()
    expect(said(session)).toEqual([['Offline'], ['Online', 'ugc'], ['Online']])
    at(root, 'UGC').click()
    expect(said(session)).toEqual([['Offline'], ['Online']])
  })
  it('of leaves only unfolds a branch instead of choosing it', async () => {
    const { root, session, settled } = await shown(one({ leafsOnly: 'true' }))
    at(root, 'Paywall').click()
    await settled()
    expect([said(session), rows(root), at(root, 'Online').getAttribute('aria-checked')]).toEqual([[], ['1 Online', '2 UGC', '2 Paywall +', '1 Offline'], null])
  })
  it('takes no more than may be used, and another one in the place of the only one', async () => {
    const { root, session, settled } = await shown(one({ maxUsages: '2' }))
    for (const name of ['Offline', 'UGC', 'NYT']) { at(root, name).click(); await settled() }
    expect([said(session), at(root, 'NYT').getAttribute('aria-disabled')]).toEqual([[['Offline'], ['Online', 'ugc']], 'true'])
    const single = await shown(one({ maxUsages: '1' }))
    for (const name of ['Offline', 'UGC']) at(single.root, name).click()
    expect(said(single.session)).toEqual([['Online', 'ugc']])
  })
  it('does not send more than may be used, though another program chose it', () =>
    expect(sitting(one({ maxUsages: '1' }), claim(1), [{ id: 'f', from_name: 'f', to_name: 'text', type: 'taxonomy', value: { taxonomy: [['Offline'], ['Online']] } }]).missing).toEqual(['f takes 1 at most.']))
  it.each([[{}, 'NYT'], [{ showFullPath: 'true' }, 'Online / Paywall / NYT'], [{ showFullPath: 'true', pathSeparator: ' → ' }, 'Online → Paywall → NYT']])('names what is chosen as %o asks', async (attrs, words) => {
    const { root, session, settled } = await shown(one(attrs as Record<string, string>))
    session.choose('f', ['Online', 'Paywall', 'NYT'])
    await settled()
    expect(root.querySelector('.chosen li > span')!.textContent).toBe(words)
  })
  it('takes a chosen one back at its name', async () => {
    const { root, session, settled } = await shown(one())
    session.choose('f', ['Online', 'ugc'])
    await settled()
    const remove = root.querySelector<HTMLElement>('.chosen button')!
    expect(remove.getAttribute('aria-label')).toBe('Remove Online / UGC')
    remove.click()
    expect(said(session)).toEqual([])
  })
  it('is walked by arrows, unfolded and folded', async () => {
    const { root, settled } = await shown(big)
    expect(rows(root)).toEqual(['1 root +'])
    press(at(root, 'root'), 'ArrowRight')
    await settled()
    expect(rows(root)).toHaveLength(26)
    press(at(root, 'root'), 'ArrowRight')
    await settled()
    expect(document.activeElement?.querySelector('.said')?.textContent).toBe('leaf 0')
    press(document.activeElement!, 'End')
    await settled()
    press(document.activeElement!, 'ArrowUp')
    await settled()
    expect(document.activeElement?.querySelector('.said')?.textContent).toBe('leaf 23')
    press(document.activeElement!, 'ArrowLeft')
    await settled()
    press(document.activeElement!, 'ArrowLeft')
    await settled()
    expect(rows(root)).toEqual(['1 root +'])
  })
  it('has one row that Tab comes to', async () => {
    const { root, settled } = await shown(one())
    at(root, 'NYT').click()
    await settled()
    expect([...root.querySelectorAll('[role=treeitem][tabindex="0"]')].map(e => e.querySelector('.said')!.textContent)).toEqual(['NYT'])
  })
  it('is filtered with what leads to what is found; Enter takes the first', async () => {
    const { root, session, settled } = await shown(big), filter = root.querySelector<HTMLInputElement>('input[type=search]')!
    filter.value = 'f 24'
    filter.dispatchEvent(new Event('input'))
    await settled()
    expect(rows(root)).toEqual(['1 root', '2 leaf 24'])
    press(filter, 'Enter')
    expect(said(session)).toEqual([['root', 'leaf 24']])
  })
  it('shows what the task brings, and a thousand classes only as far as one reads', async () => {
    const tree = [{ value: 'Seoul', children: ['Mapo', { value: 'Jung', alias: 'j' }] }, ...Array.from({ length: 1000 }, (_, n) => `c${n}`)]
    const { root, session } = await shown(one({ value: '$tree' }, []), claim(1, { task: { id: 1, data: { tree } } }))
    expect([rows(root)[0], rows(root).length, root.textContent!.includes('601 more')]).toEqual(['1 Seoul +', 400, true])
    session.choose('f', ['Seoul', 'j'])
    expect(said(session)).toEqual([['Seoul', 'j']])
  })
  it('says so where its classes lie elsewhere, and where there are none', async () => {
    expect((await shown(one({ apiUrl: 'https://example.org/x' }, []))).root.textContent).toContain('another address')
    expect((await shown(one({ value: '$tree' }, []))).root.textContent).toContain('There are no classes')
  })
})

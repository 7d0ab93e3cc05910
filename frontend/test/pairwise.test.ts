// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import '../src/tags/layout'
import '../src/tags/unknown'
import { Tag } from '../src/tags/base'
import { looks } from '../src/tags/pairwise'
import { register } from '../src/tags/registry'
import type { TagNode } from '../src/core/types'
import { node, picked, shown } from './sample'
import { html } from 'lit'

class Side extends Tag { override render() { return html`<p>${this.name}</p><a href="#x">link</a>` } }
customElements.define('test-side', Side)
beforeAll(() => register('Text', (n, { session, keys }) => html`<test-side .node=${n} .session=${session} .keys=${keys}></test-side>`))

const one = (attrs: Record<string, string> = {}): TagNode => node('View', {}, [node('Text', { name: 'a', value: '$text' }), node('Text', { name: 'b', value: '$text' }), node('Pairwise', { name: 'better', toName: 'a,b', ...attrs })])
const result = (selected: string) => [{ id: 'better', from_name: 'better', to_name: 'a', type: 'pairwise', origin: 'manual', value: { selected } }]

describe('a pair', () => {
  it('is decided on its sides, and taken back there', async () => {
    const { root, session, settled } = await shown(one()), [left, right] = [...root.querySelectorAll<HTMLElement>('test-side')] as [HTMLElement, HTMLElement]
    right.querySelector('p')!.click()
    await settled()
    expect([session.result, left.className, right.className]).toEqual([result('right'), 'pair-side pair-left', 'pair-side pair-right preferred'])
    left.click()
    expect(session.result).toEqual(result('left'))
    left.click()
    expect(session.result).toEqual([])
  })
  it('leaves a link on a side to itself', async () => {
    const { root, session } = await shown(one())
    root.querySelector('a')!.click()
    expect(session.result).toEqual([])
  })
  it('is decided on its buttons, which carry their keys', async () => {
    const { root, session, settled } = await shown(one()), buttons = [...root.querySelectorAll<HTMLElement>('[role=radio]')]
    expect(buttons.map(b => b.querySelector('kbd')!.textContent)).toEqual(['1', '2'])
    buttons[0]!.click()
    await settled()
    expect([session.result, buttons.map(b => b.getAttribute('aria-checked'))]).toEqual([result('left'), ['true', 'false']])
  })
  it('keeps what another program says it is about', async () => {
    const own = [{ ...picked('x'), id: 'q', from_name: 'better', to_name: 'better', type: 'pairwise', value: { selected: 'right' } }]
    expect((await shown(one(), undefined, own)).session.result).toEqual(own)
  })
  it('lets go of its sides when it goes', async () => {
    const { root, session } = await shown(one()), side = root.querySelector<HTMLElement>('test-side')!
    root.querySelector('an-pairwise')!.remove()
    side.click()
    expect([session.result, side.className]).toEqual([[], ''])
  })
})
it('takes from a config’s style only what is looks', () =>
  expect(looks('border: 2px solid red; position: fixed; background-image: url(https://x); background-color: url(x); color: blue; width: 100vw').map(([p]) => p).filter(p => !p.startsWith('border'))).toEqual(['color']))

// @vitest-environment happy-dom
import { html, render } from 'lit'
import { describe, expect, it } from 'vitest'
import '../src/tags/layout'
import '../src/tags/relations'
import { bindings } from '../src/core/keymap'
import type { Tag } from '../src/tags/base'
import { draw } from '../src/tags/registry'
import { claim, node, sitting } from './sample'

const tree = node('View', {}, [
  node('Image', { name: 'img', value: '$image' }), node('RectangleLabels', { name: 'box', toName: 'img' }, [node('Label', { value: 'cat' }), node('Label', { value: 'dog' })]),
  node('Relations', {}, [node('Relation', { value: 'sees' }), node('Relation', { value: 'eats', alias: 'feeds on' })]),
])
const box = (id: string, label: string) => ({ id, from_name: 'box', to_name: 'img', type: 'rectanglelabels', value: { x: 1, y: 2, width: 3, height: 4, rotation: 0, rectanglelabels: [label] } })
async function shown() {
  const session = sitting(tree, claim(1), [box('a', 'cat'), box('b', 'dog')]), root = document.createElement('main'), keys = bindings(session.schema, session.data)
  document.body.replaceChildren(root)
  const relations = node('View', {}, [tree.children[2]!])
  const paint = async (): Promise<void> => { render(html`${draw(relations, { session, keys })}`, root); await Promise.all([...root.querySelectorAll<Tag>('*')].map(e => e.updateComplete)) }
  await paint()
  return { session, root, paint, one: (selector: string) => root.querySelector<HTMLElement>(selector)! }
}

describe('relations', () => {
  it('say how one is made while there is none', async () => expect((await shown()).root.textContent).toContain('None yet'))
  it('are listed in words, whatever the regions are made of', async () => {
    const { session, root, paint } = await shown()
    session.relate('a', 'b')
    await paint()
    expect([...root.querySelectorAll('.end')].map(e => e.querySelector('small')!.textContent)).toEqual(['cat', 'dog'])
  })
  it('lie open to be named once they are made, and are turned and removed', async () => {
    const { session, root, paint, one } = await shown()
    session.relate('a', 'b')
    await paint()
    root.querySelectorAll<HTMLElement>('.choose button')[1]!.click()
    one('.turn').click()
    expect(session.state.relations).toEqual([{ from_id: 'a', to_id: 'b', type: 'relation', direction: 'left', labels: ['feeds on'] }])
    one('.remove').click()
    expect(session.state.relations).toEqual([])
  })
  it('of a region that is gone are not drawn', async () => {
    const { session, root, paint } = await shown()
    session.relate('a', 'b'); session.remove('b')
    await paint()
    expect(root.querySelector('li')).toBeNull()
  })
})

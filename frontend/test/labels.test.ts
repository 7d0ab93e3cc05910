// @vitest-environment happy-dom
import { html, render } from 'lit'
import { describe, expect, it } from 'vitest'
import '../src/tags/layout'
import '../src/tags/labels'
import '../src/tags/unknown'
import { bindings } from '../src/core/keymap'
import { usedUp, usesOf } from '../src/core/usage'
import type { RegionControl } from '../src/core/controls'
import type { Tag } from '../src/tags/base'
import { draw } from '../src/tags/registry'
import { claim, node, sitting } from './sample'

const label = (value: string, more: Record<string, string> = {}) => node('Label', { value, ...more })
const config = (labels = [label('Person'), label('Place', { maxUsages: '1' })], more: Record<string, string> = {}) =>
  node('View', {}, [node('Labels', { name: 'ner', toName: 'text', ...more }, labels), node('Text', { name: 'text', value: '$text' })])
const place = (start: number, end: number) => ({ to: 'text', value: { start, end, text: 'x' }, by: ['ner'] })

async function shown(tree = config()) {
  const session = sitting(tree, claim(1)), root = document.createElement('main'), keys = bindings(session.schema, session.data)
  document.body.replaceChildren(root)
  const paint = async (): Promise<void> => { render(html`${draw(tree, { session, keys })}`, root); await Promise.all([...root.querySelectorAll<Tag>('*')].map(e => e.updateComplete)) }
  await paint()
  return { session, root, paint, buttons: () => [...root.querySelectorAll<HTMLButtonElement>('.label-button')] }
}

describe('a label', () => {
  it('is counted, and refused once it is used as often as it may be', () => {
    const session = sitting(config()), control = session.schema.control('ner') as RegionControl
    session.pend(place(0, 1)); session.label('ner', 'Place')
    expect(usesOf(session.state, 'ner')).toEqual(new Map([['Place', 1]]))
    expect(usedUp(session.state, control, 'Place', {})).toBe(true)
    session.pend(place(2, 3)); session.label('ner', 'Place')
    expect(session.state.regions).toHaveLength(1)
    expect(session.focus.pending).not.toBeNull()
    session.label('ner', 'Person'); session.label('ner', 'Place')
    expect(usesOf(session.state, 'ner')).toEqual(new Map([['Place', 1], ['Person', 1]]))
  })
  it('that is used up puts itself on nothing, though it was armed', () => {
    const session = sitting(config())
    session.label('ner', 'Place')
    expect(session.mark(place(0, 1))).not.toBeNull()
    expect(session.mark(place(2, 3))).toBeNull()
    expect(session.focus.pending?.value['start']).toBe(2)
  })
})

describe('the bar', () => {
  it('shows each label with its key, its uses and what is armed', async () => {
    const { session, buttons, paint } = await shown()
    expect(buttons().map(b => b.querySelector('kbd')?.textContent)).toEqual(['1', '2'])
    session.label('ner', 'Person')
    await paint()
    expect(buttons().map(b => b.getAttribute('aria-pressed'))).toEqual(['true', 'false'])
    session.mark(place(0, 1))
    await paint()
    expect(buttons().map(b => b.querySelector('.uses')?.textContent)).toEqual(['1', '0 of 1'])
  })
  it('says why a label is refused', async () => {
    const { session, buttons, paint } = await shown()
    session.pend(place(0, 1)); session.label('ner', 'Place'); session.activate(null)
    await paint()
    expect(buttons()[1]!.getAttribute('aria-disabled')).toBe('true')
    expect(buttons()[1]!.title).toContain('as often as')
  })
  it('is filtered from thirteen labels on', async () => {
    expect((await shown()).root.querySelector('input')).toBeNull()
    const { root, buttons, paint } = await shown(config(Array.from({ length: 13 }, (_, i) => label(`kind ${i}`)))), field = root.querySelector('input')!
    field.value = '12'; field.dispatchEvent(new Event('input'))
    await paint()
    expect(buttons().map(b => b.querySelector('.name')!.textContent)).toEqual(['kind 12'])
  })
  it('stands in a column where the config says so, under its title', async () => {
    const { root } = await shown(config(undefined, { showInline: 'false', title: 'Names' }))
    expect(root.querySelector('.tag-labels')!.classList.contains('column')).toBe(true)
    expect(root.querySelector('.tag-title')!.textContent).toBe('Names')
  })
  it('arms what the config selects', async () => {
    const { session } = await shown(config([label('Person'), label('Place', { selected: 'true' })]))
    expect(session.focus.armed).toEqual({ control: 'ner', label: 'Place' })
  })
})

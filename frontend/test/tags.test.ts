// @vitest-environment happy-dom
import { html, render } from 'lit'
import { describe, expect, it } from 'vitest'
import '../src/tags/layout'
import '../src/tags/text'
import '../src/tags/choices'
import '../src/tags/fields'
import '../src/tags/image'
import '../src/tags/unknown'
import { bindings } from '../src/core/keymap'
import { Session } from '../src/core/session'
import type { Claim, TagNode } from '../src/core/types'
import type { Tag } from '../src/tags/base'
import { draw } from '../src/tags/registry'
import { choice, claim, mixed, node, picked, sentiment } from './sample'

async function shown(schema: TagNode, given: Claim = claim(1)) {
  const session = new Session(schema, given, () => 0), root = document.createElement('main')
  document.body.replaceChildren(root)
  const keys = bindings(session.schema, session.data)
  const paint = async (next = session): Promise<void> => { render(html`${draw(schema, { session: next, keys })}`, root); await Promise.all([...root.querySelectorAll<Tag>('*')].map(e => e.updateComplete)) }
  await paint()
  return { session, root, paint }
}
const text = (t: unknown): Claim => claim(1, { task: { id: 1, data: { text: t } } })
const checked = (root: Element): string[] => [...root.querySelectorAll('[aria-checked=true] .said')].map(e => e.textContent!.trim())

describe('tags', () => {
  it('show markup in a text as text, spaces and line breaks untouched', async () => {
    const wild = '<script>alert(1)</script>\n\t<b>x</b>  e\u0301 👨‍👩‍👧 سلام'
    const { root } = await shown(sentiment, text(wild))
    expect(root.querySelector('.tag-text')!.textContent).toBe(wild)
    expect(root.querySelector('script, b')).toBeNull()
  })
  it('say so when the task lacks the field, or the text is empty', async () => {
    expect((await shown(sentiment, claim(1, { task: { id: 1, data: {} } }))).root.textContent).toContain('no field “text”')
    expect((await shown(sentiment, text(' '))).root.textContent).toContain('(an empty text)')
  })
  it('show each choice with its key, and what is chosen', async () => {
    const { root, session } = await shown(sentiment)
    expect([...root.querySelectorAll('.choice kbd')].map(k => k.textContent)).toEqual(['1', '2', '3'])
    session.choose('sentiment', 'neutral')
    await root.querySelector<Tag>('an-choices')!.updateComplete
    expect(checked(root)).toEqual(['neutral'])
  })
  it('draw the next task’s state in the same element', async () => {
    const { root, session, paint } = await shown(sentiment)
    session.choose('sentiment', 'neutral')
    const next = new Session(sentiment, claim(2), () => 0)
    await paint(next)
    await root.querySelector<Tag>('an-choices')!.updateComplete
    expect(checked(root)).toEqual([])
    session.choose('sentiment', 'positive')
    next.choose('sentiment', 'negative')
    await root.querySelector<Tag>('an-choices')!.updateComplete
    expect(checked(root)).toEqual(['negative'])
  })
  it('mark a suggestion apart from a choice', async () => {
    const { root } = await shown(sentiment, claim(1, { suggestion: { result: [picked('positive')], score: 0.834, model_version: 'v1' } }))
    expect(root.querySelector('.suggested')!.textContent).toMatch(/positive\s+suggested 83 %/)
    expect(checked(root)).toEqual([])
  })
  it('draw fields and stars of a mixed config', async () => {
    const { root, session } = await shown(mixed)
    root.querySelectorAll<HTMLButtonElement>('.stars button')[3]!.click()
    const area = root.querySelector('textarea')!
    area.value = '좋다'
    area.dispatchEvent(new Event('input'))
    expect(session.result.map(r => r.value)).toEqual([{ text: ['좋다'] }, { rating: 4 }])
  })
  it('refuse an unknown tag readably, and draw what is inside it', async () => {
    const { root } = await shown(node('View', {}, [node('HyperText', { name: 'h', value: '$text' }), node('Panel', {}, [node('Text', { name: 'text', value: '$text' })]), node('Ranker', { name: 'r', toName: 'h' })]), text('<i>hi</i>'))
    expect(root.textContent).toMatch(/HyperText\s+h[\s\S]*cannot draw this/)
    expect(root.querySelector('pre')!.textContent).toBe('<i>hi</i>')
    expect(root.querySelector('an-text')).not.toBeNull()
    expect(root.textContent).toMatch(/Ranker\s+r[\s\S]*skip the task/)
  })
  it('filter many choices', async () => {
    const { root } = await shown(node('Choices', { name: 'c', toName: 't' }, Array.from({ length: 30 }, (_, i) => choice(`intent ${i}`))))
    const filter = root.querySelector<HTMLInputElement>('input[type=search]')!
    filter.value = '29'
    filter.dispatchEvent(new Event('input'))
    await root.querySelector<Tag>('an-choices')!.updateComplete
    expect([...root.querySelectorAll('.said')].map(e => e.textContent!.trim())).toEqual(['intent 29'])
  })
})

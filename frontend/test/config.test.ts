/** The label config editor: what is painted is the text, and the example has what the config shows. */
import { expect, test } from 'vitest'
import type { TagNode } from '../src/core/types'
import { filled, flat, glimpse, lacking, only, read, wanted } from '../src/pages/config/fields'
import { painted } from '../src/pages/config/paint'

const CONFIG = `<View>
  <!-- what is shown
       is a text -->
  <Text name="text" value="$text" granularity='word'/>
  <Choices name="한글" toName="text">
    <Choice value="a &gt; b" hotkey="1"/>words</Choices>
</View>`
const shown = (xml: string): string => painted(xml).map(line => line.map(p => p.text).join('')).join('\n')
const inks = (xml: string): string[] => painted(xml).flat().filter(p => p.text.trim()).map(p => `${p.ink} ${p.text}`)

test.each([CONFIG, '', '\n\n', '<', '<View', '<View name', '<View name=', '<View name="a', '<a b="c\n<d e="f"/>', '</', '<!--', '<!-- a', '<?xml', '<a>>', '<a b=c d>', '& < > "', '<a "b" =c/>', '<a\n\n b\n=\n"c"\n/>', '👍🏽<é 나="다"/>'])('what is painted is the text: %j', xml => {
  expect(shown(xml)).toBe(xml)
})
test('any cut of a config is painted as it is', () => {
  for (let i = 0; i <= CONFIG.length; i++) expect(shown(CONFIG.slice(0, i))).toBe(CONFIG.slice(0, i))
})
test('names, values and fields are told apart', () => {
  expect(inks('<Text name="t" value="$text"/>')).toEqual(['mark <', 'tag Text', 'name name', 'mark =', 'value "t"', 'name value', 'mark =', 'field "$text"', 'mark />'])
  expect(inks('<!-- <b> -->a')).toEqual(['comment <!-- <b> -->', 'text a'])
})
test('a quote that is not closed does not swallow the next tag', () => {
  expect(inks('<a b="c\n<d/>')).toContain('tag d')
})

const node = (tag: string, attrs: Record<string, string>, children: TagNode[] = []): TagNode => ({ tag, attrs, children })
const tree = node('View', {}, [
  node('Text', { name: 'a', value: '$text' }), node('Header', { value: 'Plain' }), node('Image', { name: 'b', value: '$media.picture' }),
  node('Choices', { name: 'c', toName: 'a', value: '$options' }), node('Text', { name: 'd', value: '$text' }),
])
test('each field is wanted once, with the tag that shows it', () => {
  expect(wanted(tree)).toEqual([{ field: 'text', tag: 'Text' }, { field: 'media.picture', tag: 'Image' }, { field: 'options', tag: 'Choices' }])
})
test('what an item lacks is filled in, what it has stays', () => {
  const fields = wanted(tree), item = { text: 'mine', other: 1 }
  expect(lacking(item, fields).map(f => f.field)).toEqual(['media.picture', 'options'])
  const made = filled(item, fields, { Image: '/a.svg', Choices: [], '': 'x' })
  expect(made).toEqual({ text: 'mine', other: 1, media: { picture: '/a.svg' }, options: [] })
  expect(lacking(made, fields)).toEqual([])
  expect(item).toEqual({ text: 'mine', other: 1 })
})
test('a field with a dot in its own name counts as there', () => {
  expect(lacking({ 'a.b': 1 }, [{ field: 'a.b', tag: 'Text' }])).toEqual([])
})
test('of an item only what is shown is kept', () => {
  expect(only({ text: 'a', media: { picture: 'b' }, rest: 'c' }, wanted(tree))).toEqual({ text: 'a', media: { picture: 'b' } })
})
test('an item is known by a few words of what is shown', () => {
  const on = (tag: string) => [{ field: 'x', tag }]
  expect(glimpse({ x: ' a\n b ' }, on('Text'))).toBe('a b')
  expect(glimpse({ x: '👍🏽'.repeat(30) }, on('Text'), 4)).toBe('👍🏽👍🏽…')
  expect(glimpse({ x: '/static/a/street.svg?v=1' }, on('Image'))).toBe('street.svg')
  expect(glimpse({ x: [{ speaker: 'A', text: 'hello' }] }, on('Paragraphs'))).toBe('hello')
  expect(glimpse({}, on('Text'))).toBe('')
  expect(glimpse({ y: 7 }, [])).toBe('7')
})
test('only flat fields fit a table', () => {
  expect(flat([{ field: 'a', tag: 'Text' }])).toBe(true)
  expect(flat([{ field: 'a', tag: 'Text' }, { field: 'b', tag: 'List' }])).toBe(false)
  expect(flat([{ field: 'a.b', tag: 'Text' }])).toBe(false)
})
test('an item that is none is refused with a sentence', () => {
  expect(read('[1]', 'no')).toBe('no')
  expect(read('7', 'no')).toBe('no')
  expect(typeof read('{"a"', 'no')).toBe('string')
  expect(read('{"a": 1}', 'no')).toEqual({ a: 1 })
})

const pages: Record<string, string> = import.meta.glob('../src/pages/*.ts', { query: '?raw', import: 'default', eager: true })
test('the preview has the parts that the annotation page comes with', () => {
  const parts = (page: string): string[] => [...pages[`../src/pages/${page}.ts`]!.matchAll(/^import '(\.\.\/tags\/.+)'/gm)].map(m => m[1]!).sort()
  expect(parts('annotate').length).toBeGreaterThan(0)
  expect(parts('config')).toEqual(parts('annotate'))
})

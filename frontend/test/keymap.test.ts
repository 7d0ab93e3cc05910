import { describe, expect, it } from 'vitest'
import { schemaOf, type Schema } from '../src/core/controls'
import { ariaKeys, bindings as table, chord, match, normal, type Binding, type Habits, type Press } from '../src/core/keymap'
import { choice, mixed, node, sentiment } from './sample'

const press = (code: string, key: string, more: Partial<Press> = {}): Press =>
  ({ code, key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, repeat: false, ...more })
const config = (...children: ReturnType<typeof choice>[]): Schema => schemaOf(node('View', {}, [node('Choices', { name: 'c', toName: 't' }, children)]))
const bindings = (schema: Schema, habits: Habits = {}, suggestions = true): Binding[] => table(schema, {}, habits, suggestions)
const rows = bindings(schemaOf(sentiment))
const everything = (object: 'Image' | 'Audio'): Schema => schemaOf(node('View', {}, [
  node('Text', { name: 'text', value: '$text' }), node(object, { name: 'img', value: '$img' }),
  node('Labels', { name: 'ner', toName: 'text' }, [node('Label', { value: 'PER' }), node('Label', { value: 'LOC', hotkey: 'a' })]), node('Relations'),
  node('Pairwise', { name: 'pair', toName: 'text,img' }), node('Rating', { name: 'sure', toName: 'text' }),
  node('Choices', { name: 'many', toName: 'text' }, Array.from({ length: 14 }, (_, i) => choice(`c${i}`))),
]))

describe('the table', () => {
  const configs = {
    sentiment: schemaOf(sentiment), mixed: schemaOf(mixed), empty: schemaOf(node('View')), 'all about a picture': everything('Image'), 'all about a sound': everything('Audio'),
    'hotkeys on every command': config(...['a', 's', 'u', 'g', '?', 'Enter', '1', '1', 'ctrl+z', 'tab'].map((hotkey, i) => choice(`c${i}`, { hotkey }))),
    '77 choices': config(...Array.from({ length: 77 }, (_, i) => choice(`intent ${i}`))),
  }
  it.each(Object.entries(configs))('%s: no chord stands twice, nothing is on Tab', (_, schema) => {
    for (const single of [true, false]) {
      const chords = bindings(schema, { single }).flatMap(b => b.chords)
      expect(new Set(chords).size).toBe(chords.length)
      expect(chords.filter(c => /tab/i.test(c))).toEqual([])
    }
  })
  it.each(Object.entries(configs))('%s: every command can be reached, with single keys off too', (_, schema) => {
    for (const single of [true, false])
      for (const row of bindings(schema, { single }).filter(b => b.group !== 'answer' || !('name' in b.action))) expect(row.chords, row.says).not.toEqual([])
  })
  it('gives digits in order, after the hotkeys of the config', () => {
    expect(rows.filter(r => r.action.do === 'choose').map(r => r.chords[0])).toEqual(['1', '2', '3'])
    expect(bindings(config(choice('x', { hotkey: '2' }), choice('y'), choice('z'))).slice(0, 3).map(r => r.chords[0])).toEqual(['2', '1', '3'])
  })
  it('moves a command whose letter a label wants to Alt', () => {
    const own = bindings(schemaOf(mixed))
    expect(own.find(r => r.says === 'spam')!.chords).toEqual(['s'])
    expect(own.find(r => r.action.do === 'skip')!.chords).toEqual(['Alt+s'])
  })
  it('goes on counting from one question to the next', () => {
    const keys = (name: string): (string | undefined)[] => bindings(schemaOf(mixed)).filter(r => 'name' in r.action && r.action.name === name).map(r => r.chords[0])
    expect([keys('topic'), keys('sure')]).toEqual([['1', '2', 's'], ['3', '4', '5', '6', '7']])
  })
  it('has no keys for what a config does not have', () => {
    const groups = (schema: Schema): Set<string> => new Set(bindings(schema).map(b => b.group))
    expect([groups(schemaOf(sentiment)).has('object'), groups(everything('Image')).has('object')]).toEqual([false, true])
    expect(bindings(schemaOf(sentiment), {}, false).some(b => b.action.do === 'accept')).toBe(false)
  })
  it('takes a person’s own chords', () => {
    const own = bindings(schemaOf(sentiment), { keys: { skip: ['j'], guideline: [] } })
    expect([match(own, press('KeyJ', 'j'), false), match(own, press('KeyS', 's'), false), match(own, press('KeyG', 'g'), false)]).toEqual([{ do: 'skip' }, null, null])
  })
  it('takes two hotkeys on one label', () => expect(bindings(config(choice('x', { hotkey: 'q, w' })))[0]!.chords.slice(0, 2)).toEqual(['q', 'w']))
  it('leaves no single character alone when single keys are off', () =>
    expect(bindings(schemaOf(sentiment), { single: false }).flatMap(b => b.chords).filter(c => c.length === 1)).toEqual([]))
  it('reads hotkeys as configs write them', () =>
    expect(['Q', 'ctrl+shift+b', 'Command+1', 'f2', 'space', 'tab', 'nonsense'].map(normal)).toEqual(['q', 'Mod+Shift+b', 'Mod+1', 'F2', ' ', '', '']))
  it('spells aria-keyshortcuts', () => expect(ariaKeys(['s', 'Mod+Shift+z', 'Enter'])).toBe('S Control+Shift+Z Enter'))
})

describe('the dispatcher', () => {
  it('goes by the key’s place, so a Hangul layout works', () => {
    expect(match(rows, press('KeyS', 'ㄴ'), false)).toEqual({ do: 'skip' })
    expect(match(rows, press('Digit1', '&'), false)).toEqual({ do: 'choose', name: 'sentiment', value: 'negative' })
    expect(match(rows, press('Numpad3', '3'), false)).toMatchObject({ value: 'positive' })
  })
  it('knows ? by its sign and shifted letters by Shift', () => {
    expect(match(rows, press('Slash', '?', { shiftKey: true }), false)).toEqual({ do: 'help' })
    expect(chord(press('KeyZ', 'Z', { ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+z')
    expect(match(rows, press('KeyS', 'S', { shiftKey: true }), false)).toBeNull()
  })
  it('leaves the browser its own chords', () => expect(match(rows, press('KeyS', 's', { ctrlKey: true }), false)).toBeNull())
  it('rests while a syllable is composed, and on a held key', () => {
    expect(match(rows, press('KeyS', 'ㄴ', { isComposing: true }), false)).toBeNull()
    expect(match(rows, press('Enter', 'Enter', { repeat: true }), false)).toBeNull()
  })
  it('lets a person type, and submit from a field with Mod+Enter', () => {
    expect(match(rows, press('KeyS', 's'), true)).toBeNull()
    expect(match(rows, press('Enter', 'Enter'), true)).toBeNull()
    expect(match(rows, press('KeyZ', 'z', { ctrlKey: true }), true)).toBeNull()
    expect(match(rows, press('Enter', 'Enter', { metaKey: true }), true)).toEqual({ do: 'submit' })
  })
})

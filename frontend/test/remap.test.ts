import { describe, expect, it } from 'vitest'
import { bindings, commands, type Command, type Press } from '../src/core/keymap'
import { assign, assignable, chordsOf, reset, rivals, without } from '../src/core/remap'

const all = commands(), named = (id: string): Command => all.find(c => c.id === id)!
const press = (key: string, code = '', more: Partial<Press> = {}): Press => ({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, repeat: false, ...more })

describe('the table as it comes', () => {
  it('has no two commands that ask for one key where both act, but those it shares on purpose', () => {
    expect(all.flatMap(c => c.chords.flatMap(k => rivals(all, {}, c, k)))).toEqual([])
  })
})

describe('a new key', () => {
  it('is the command’s only one', () => expect(assign(all, {}, named('skip'), 'Mod+Alt+k')).toEqual({ skip: ['Mod+Alt+k'] }))
  it('is taken from who had it, which keeps its others', () => {
    expect(rivals(all, {}, named('skip'), 'Enter').map(c => c.id)).toEqual(['submit'])
    expect(assign(all, {}, named('skip'), 'Enter')).toEqual({ skip: ['Enter'], submit: ['Mod+Enter'] })
  })
  it('may be one of another kind of object', () => expect(rivals(all, {}, named('text-snap'), 'l')).toEqual([]))
  it('that is the usual one again is no change', () => expect(assign(all, { skip: ['k'] }, named('skip'), 's')).toEqual({}))
  it('acts on the page', () => {
    const rows = bindings({ controls: [], objects: [], relations: false } as never, {}, { keys: assign(all, {}, named('guideline'), 'k') })
    expect(rows.find(b => b.action.do === 'guideline')!.chords).toEqual(['k', 'Alt+k'])
  })
})

describe('a command', () => {
  it('may have no key', () => expect(chordsOf(named('flag'), without(all, {}, named('flag')))).toEqual([]))
  it('gets its usual keys back', () => expect(reset({ skip: ['k'], flag: [] }, named('skip'))).toEqual({ flag: [] }))
  it('that got its usual key back while another has it is told', () => {
    const own = reset(assign(all, {}, named('skip'), 'f'), named('flag'))
    expect(rivals(all, own, named('flag'), 'f').map(c => c.id)).toEqual(['skip'])
  })
})

describe('a press', () => {
  it('is a chord by its place on the keyboard', () => expect(assignable(press('ㅏ', 'KeyK'))).toBe('k'))
  it.each(['Tab', 'Shift', 'Control', 'Alt', 'Meta', 'Process', 'HangulMode'])('of %s is no key for a command', key => expect(assignable(press(key))).toBeNull())
  it('in the middle of a syllable is none', () => expect(assignable(press('ㅏ', 'KeyK', { isComposing: true }))).toBeNull())
})

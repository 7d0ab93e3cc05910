/** Keys as data. The help overlay, aria-keyshortcuts and the dispatcher read this one table; nothing else listens to keys. */
import type { Control } from './controls'

export type Action =
  | { readonly do: 'choose'; readonly name: string; readonly value: string }
  | { readonly do: 'submit' | 'skip' | 'back' | 'accept' | 'undo' | 'redo' | 'guideline' | 'help' | 'filter' }
/** `chords` in the order a person should learn them. */
export interface Binding { readonly chords: readonly string[]; readonly says: string; readonly group: 'answer' | 'task' | 'page'; readonly action: Action }

const fixed: readonly Binding[] = [
  { chords: ['Enter', 'Mod+Enter'], says: 'Submit and go on', group: 'task', action: { do: 'submit' } },
  { chords: ['a'], says: 'Accept the model’s suggestion', group: 'answer', action: { do: 'accept' } },
  { chords: ['s'], says: 'Skip, with a reason', group: 'task', action: { do: 'skip' } },
  { chords: ['u', 'Backspace'], says: 'Back to the last one', group: 'task', action: { do: 'back' } },
  { chords: ['/'], says: 'Filter the choices', group: 'answer', action: { do: 'filter' } },
  { chords: ['Mod+z'], says: 'Undo', group: 'answer', action: { do: 'undo' } },
  { chords: ['Mod+Shift+z', 'Mod+y'], says: 'Redo', group: 'answer', action: { do: 'redo' } },
  { chords: ['g'], says: 'Show or hide the guideline', group: 'page', action: { do: 'guideline' } },
  { chords: ['?'], says: 'Show or hide this help', group: 'page', action: { do: 'help' } },
]
/** From so many on, choices get a field that filters them. */
export const MANY = 12
const spare = [...'1234567890qwertyiopdfhjklzxcvbnm']
/** One printable character and nothing held with it. */
const plain = (chord: string): boolean => [...chord].length === 1
const named: Readonly<Record<string, string>> = {
  enter: 'Enter', space: ' ', backspace: 'Backspace', delete: 'Delete', escape: 'Escape', esc: 'Escape', home: 'Home', end: 'End',
  up: 'ArrowUp', down: 'ArrowDown', left: 'ArrowLeft', right: 'ArrowRight', pageup: 'PageUp', pagedown: 'PageDown',
}

/** A hotkey as configs write it ("ctrl+shift+b", "Q", "1") in this table's spelling; '' for one that cannot be (Tab, a word). */
export function normal(hotkey: string): string {
  const parts = hotkey.toLowerCase().split('+').map(p => p.trim()), base = parts.pop() ?? ''
  const has = (...names: string[]): boolean => names.some(n => parts.includes(n))
  const key = [...base].length === 1 ? base : /^f\d\d?$/.test(base) ? base.toUpperCase() : named[base.replace('arrow', '')]
  if (!key) return ''
  return `${has('ctrl', 'mod', 'cmd', 'command', 'meta') ? 'Mod+' : ''}${has('alt', 'option') ? 'Alt+' : ''}${has('shift') ? 'Shift+' : ''}${key}`
}

/**
 * The table of one label config. A hotkey of the config comes first, then 1 to 9 in order, then spare letters. Whatever
 * one key does, Alt with it does too; so a command whose letter a label took is still there under Alt, and with
 * `single` off (WCAG 2.1.4) no letter, digit or sign acts alone. No chord stands in two rows.
 */
export function bindings(controls: readonly Control[], single = true): Binding[] {
  const options = controls.flatMap(c => (c.kind === 'choices' ? c.options.map(o => ({ name: c.name, option: o })) : []))
  const held = new Set(fixed.flatMap(row => row.chords.filter(c => !plain(c)))), asked = new Map<object, string[]>()
  for (const { option } of options) {
    const own = option.hotkeys.map(normal).filter(k => k && !held.has(k))
    own.forEach(k => held.add(k))
    asked.set(option, own)
  }
  const letters = new Set(fixed.flatMap(row => row.chords))
  const free = spare.filter(k => !held.has(k) && !letters.has(k))
  const answers = options.map(({ name, option }): Binding => {
    const own = asked.get(option)!.length ? asked.get(option)! : free.splice(0, 1)
    return { chords: own, says: option.text, group: 'answer', action: { do: 'choose', name, value: option.value } }
  })
  const commands = fixed.map(row => ({ ...row, chords: row.chords.filter(c => !plain(c) || !held.has(c)), alt: row.chords.filter(plain) }))
  const taken = new Set([...answers, ...commands].flatMap(row => row.chords))
  const withAlt = (row: Binding, letters: readonly string[]): Binding => {
    const alt = letters.map(c => `Alt+${c}`).filter(c => !taken.has(c))
    alt.forEach(c => taken.add(c))
    return { ...row, chords: [...(single ? row.chords : row.chords.filter(c => !plain(c))), ...alt] }
  }
  const told = commands.filter(row => row.action.do !== 'filter' || controls.some(c => c.kind === 'choices' && c.options.length > MANY)).map(({ alt, ...row }) => withAlt(row, alt))
  return [...answers.map(row => withAlt(row, row.chords.filter(plain))), ...told]
}

export interface Press { readonly code: string; readonly key: string; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean; readonly shiftKey: boolean; readonly isComposing: boolean; readonly repeat: boolean }

/** The physical key where it is a letter or a digit, so that keys work under a Hangul layout and on AZERTY's digits. */
export function chord(e: Press): string {
  const base = /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(e.code)?.[1]?.toLowerCase()
  const key = base ?? e.key
  const shift = e.shiftKey && (base !== undefined || key.length > 1) // "?" says its Shift already
  return `${e.ctrlKey || e.metaKey ? 'Mod+' : ''}${e.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`
}

/** What a key press means, or null. While one types, only chords with Mod and Enter act (a letter is a letter). */
export function match(rows: readonly Binding[], e: Press, typing: boolean): Action | null {
  if (e.isComposing || e.repeat) return null
  const pressed = chord(e)
  if (typing && pressed !== 'Mod+Enter') return null
  return rows.find(row => row.chords.includes(pressed))?.action ?? null
}

/** In the spelling of aria-keyshortcuts. */
export const ariaKeys = (chords: readonly string[]): string =>
  chords.map(c => c.replace('Mod', 'Control').replace(/(^|\+)([a-z])$/, (_, plus: string, letter: string) => plus + letter.toUpperCase())).join(' ')

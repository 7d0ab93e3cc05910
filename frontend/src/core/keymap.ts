/** Keys as data. The help overlay, aria-keyshortcuts, the settings page and the dispatcher read this one table; nothing else listens to keys. */
import { flat, optionsOf, type Control, type Schema } from './controls'
import { gettext, fill } from './language'
import type { Json, Path } from './types'
import { choosable, said } from './commands/choose'

export type Action =
  | { readonly do: 'choose'; readonly name: string; readonly value: string | Path }
  | { readonly do: 'label'; readonly name: string; readonly value: string }
  | { readonly do: 'rate'; readonly name: string; readonly stars: number }
  | { readonly do: 'prefer'; readonly name: string; readonly side: 'left' | 'right' }
  /** Review: the whole answer of the n-th person. */
  | { readonly do: 'take'; readonly n: number }
  /** For the object one is at (text, picture, sound): it knows what an arrow means there. */
  | { readonly do: 'object'; readonly what: string }
  | { readonly do: CommandId }
export type Group = 'answer' | 'region' | 'object' | 'task' | 'page'
/** What a config has, so that only the keys that do something there are listed. */
export type Trait = 'any' | 'regions' | 'text' | 'dialogue' | 'image' | 'shapes' | 'polygon' | 'brush' | 'pictures' | 'sound' | 'relations' | 'suggestions' | 'filter'
export interface Command { readonly id: string; readonly chords: readonly string[]; readonly group: Group; readonly when: Trait; readonly says: string; readonly action: Action; /** Acts while the key is held down. */ readonly repeats?: boolean }
/** `chords` in the order a person should learn them. */
export interface Binding { readonly chords: readonly string[]; readonly says: string; readonly group: Group; readonly action: Action; readonly repeats?: boolean }

type CommandId = 'submit' | 'skip' | 'back' | 'accept' | 'accept-one' | 'reject-one' | 'undo' | 'redo' | 'guideline' | 'help' | 'filter' | 'next-region' | 'previous-region' | 'delete-region' | 'let-go' | 'relate' | 'flag' | 'ask' | 'regions'
const row = (id: CommandId, chords: readonly string[], group: Group, says: string, when: Trait = 'any', repeats = false): Command => ({ id, chords, group, when, says, action: { do: id }, ...(repeats ? { repeats } : {}) })
const object = (what: string, chords: readonly string[], when: Trait, says: string): Command => ({ id: `${when}-${what}`, chords, group: 'object', when, says, action: { do: 'object', what }, repeats: true })

/** Every command with the keys it has until somebody changes them. A row per thing one can do; two rows may share a chord only where no config has both. */
export const commands = (): readonly Command[] => [
  row('submit', ['Enter', 'Mod+Enter'], 'task', gettext('Submit and go on')),
  row('accept', ['a'], 'answer', gettext('Accept all that the model suggests'), 'suggestions'),
  row('accept-one', ['c'], 'answer', gettext('Accept one suggestion'), 'suggestions'),
  row('reject-one', ['x'], 'answer', gettext('Reject one suggestion'), 'suggestions'),
  row('skip', ['s'], 'task', gettext('Skip, with a reason')),
  row('back', ['u', 'Backspace'], 'task', gettext('Back to the last one')),
  row('filter', ['/'], 'answer', gettext('Filter the choices'), 'filter'),
  row('undo', ['Mod+z'], 'answer', gettext('Undo')),
  row('redo', ['Mod+Shift+z', 'Mod+y'], 'answer', gettext('Redo')),
  row('next-region', ['.'], 'region', gettext('Next region'), 'regions', true),
  row('previous-region', [','], 'region', gettext('Previous region'), 'regions', true),
  row('delete-region', ['Delete', 'Backspace'], 'region', gettext('Remove the active region'), 'regions'),
  row('relate', ['r'], 'region', gettext('Relation from here, and to here'), 'relations'),
  row('let-go', ['Escape'], 'region', gettext('Let go of what is selected')),
  object('right', ['ArrowRight'], 'text', gettext('Next word')),
  object('left', ['ArrowLeft'], 'text', gettext('Previous word')),
  object('Shift+right', ['Shift+ArrowRight'], 'text', gettext('End one word further')),
  object('Shift+left', ['Shift+ArrowLeft'], 'text', gettext('End one word back')),
  object('Alt+Shift+right', ['Alt+Shift+ArrowRight'], 'text', gettext('End one character further')),
  object('Alt+Shift+left', ['Alt+Shift+ArrowLeft'], 'text', gettext('End one character back')),
  object('Mod+right', ['Mod+ArrowRight'], 'text', gettext('Beginning one word further')),
  object('Mod+left', ['Mod+ArrowLeft'], 'text', gettext('Beginning one word back')),
  object('Mod+Shift+right', ['Mod+Shift+ArrowRight'], 'text', gettext('Beginning one character further')),
  object('Mod+Shift+left', ['Mod+Shift+ArrowLeft'], 'text', gettext('Beginning one character back')),
  object('snap', ['w'], 'text', gettext('Whole words, parts of words, characters')),
  object('down', ['ArrowDown'], 'dialogue', gettext('The next utterance')),
  object('up', ['ArrowUp'], 'dialogue', gettext('The utterance before')),
  object('right', ['ArrowRight'], 'image', gettext('One pixel to the right')),
  object('left', ['ArrowLeft'], 'image', gettext('One pixel to the left')),
  object('up', ['ArrowUp'], 'image', gettext('One pixel up')),
  object('down', ['ArrowDown'], 'image', gettext('One pixel down')),
  object('Shift+right', ['Shift+ArrowRight'], 'image', gettext('Ten pixels to the right')),
  object('Shift+left', ['Shift+ArrowLeft'], 'image', gettext('Ten pixels to the left')),
  object('Shift+up', ['Shift+ArrowUp'], 'image', gettext('Ten pixels up')),
  object('Shift+down', ['Shift+ArrowDown'], 'image', gettext('Ten pixels down')),
  object('Mod+right', ['Mod+ArrowRight'], 'image', gettext('Wider by a pixel')),
  object('Mod+left', ['Mod+ArrowLeft'], 'image', gettext('Narrower by a pixel')),
  object('Mod+down', ['Mod+ArrowDown'], 'image', gettext('Taller by a pixel')),
  object('Mod+up', ['Mod+ArrowUp'], 'image', gettext('Lower by a pixel')),
  object('Mod+Shift+right', ['Mod+Shift+ArrowRight'], 'image', gettext('Wider by ten pixels')),
  object('Mod+Shift+left', ['Mod+Shift+ArrowLeft'], 'image', gettext('Narrower by ten pixels')),
  object('Mod+Shift+down', ['Mod+Shift+ArrowDown'], 'image', gettext('Taller by ten pixels')),
  object('Mod+Shift+up', ['Mod+Shift+ArrowUp'], 'image', gettext('Lower by ten pixels')),
  object('draw', ['n'], 'shapes', gettext('Draw at the cross-hairs: first corner, then the other')),
  object('zoom-in', ['+', '='], 'image', gettext('Closer')),
  object('zoom-out', ['-'], 'image', gettext('Farther')),
  object('fit', ['z'], 'image', gettext('The whole picture')),
  object('darker', ['['], 'image', gettext('Darker')),
  object('brighter', [']'], 'image', gettext('Brighter')),
  object('loupe', ['l'], 'image', gettext('Loupe')),
  object('actual', ['Shift+z'], 'image', gettext('One pixel of the picture as one of the screen')),
  object('contrast-less', ['{'], 'image', gettext('Less contrast')),
  object('contrast-more', ['}'], 'image', gettext('More contrast')),
  object('to-region', ['o'], 'shapes', gettext('Close to the region')),
  object('select', ['v'], 'shapes', gettext('Select and move, or draw again')),
  object('tool', ['t'], 'shapes', gettext('Next tool')),
  object('turn-left', ['<'], 'shapes', gettext('Turn by a degree to the left')),
  object('turn-right', ['>'], 'shapes', gettext('Turn by a degree to the right')),
  object('next-point', ['p'], 'polygon', gettext('Next point of the polygon')),
  object('previous-point', ['Shift+p'], 'polygon', gettext('Previous point of the polygon')),
  object('add-point', ['i'], 'polygon', gettext('A point on the edge after this one')),
  object('eraser', ['e'], 'brush', gettext('Eraser, or brush')),
  object('thinner', ['j'], 'brush', gettext('Thinner brush')),
  object('thicker', ['k'], 'brush', gettext('Thicker brush')),
  object('next-picture', ['PageDown'], 'pictures', gettext('Next picture')),
  object('previous-picture', ['PageUp'], 'pictures', gettext('Previous picture')),
  object('play', [' ', 'F8'], 'sound', gettext('Play, or stop')),
  object('replay', ['p'], 'sound', gettext('Play the region once more')),
  object('loop', ['l'], 'sound', gettext('Play it again and again, or once')),
  object('right', ['ArrowRight'], 'sound', gettext('One second forward')),
  object('left', ['ArrowLeft', 'F9'], 'sound', gettext('One second back')),
  object('Shift+right', ['Shift+ArrowRight'], 'sound', gettext('A tenth of a second forward')),
  object('Shift+left', ['Shift+ArrowLeft'], 'sound', gettext('A tenth of a second back')),
  object('start', ['[', ';'], 'sound', gettext('A region begins here, or this one does')),
  object('end', [']', '\''], 'sound', gettext('It ends here')),
  object('Mod+right', ['Mod+ArrowRight'], 'sound', gettext('Beginning a twentieth of a second later')),
  object('Mod+left', ['Mod+ArrowLeft'], 'sound', gettext('Beginning a twentieth of a second earlier')),
  object('Mod+Shift+right', ['Mod+Shift+ArrowRight'], 'sound', gettext('End a twentieth of a second later')),
  object('Mod+Shift+left', ['Mod+Shift+ArrowLeft'], 'sound', gettext('End a twentieth of a second earlier')),
  object('zoom-in', ['+', '='], 'sound', gettext('Closer')),
  object('zoom-out', ['-'], 'sound', gettext('Farther')),
  object('fit', ['z'], 'sound', gettext('The whole sound')),
  row('flag', ['f'], 'task', gettext('Flag for discussion')),
  row('ask', ['q'], 'task', gettext('Ask a question about this')),
  row('guideline', ['g'], 'page', gettext('Show or hide the guideline')),
  row('help', ['?'], 'page', gettext('Show or hide this help')),
]
/** From so many on, choices get a field that filters them. */
export const MANY = 12
export const manyOf = (c: Control, data: Json): boolean => (c.kind === 'choices' || c.kind === 'taxonomy' || c.kind === 'labels') && flat(optionsOf(c, data)).length > MANY
const spare = [...'1234567890qwertyiopdfhjklzxcvbnmua']
/** One printable character and nothing held with it. */
export const plain = (chord: string): boolean => [...chord].length === 1
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

const OBJECT_TRAITS: Readonly<Record<string, Trait>> = { Text: 'text', HyperText: 'text', Paragraphs: 'text', Image: 'image', Audio: 'sound', AudioPlus: 'sound' }
export function traitsOf(schema: Schema, data: Json, suggestions: boolean): ReadonlySet<Trait> {
  const drawn = schema.controls.filter(c => c.kind === 'labels'), on = new Set(drawn.flatMap(c => c.toNames))
  return new Set<Trait>([
    'any', ...(drawn.length ? ['regions' as const] : []), ...(schema.relations && drawn.length ? ['relations' as const] : []), ...(suggestions ? ['suggestions' as const] : []),
    // A text without labels needs no keys, a picture can be looked at closely, a sound played.
    ...schema.objects.flatMap(o => { const t = OBJECT_TRAITS[o.tag]; return t && (t !== 'text' || on.has(o.name)) ? [t] : [] }),
    ...(schema.objects.some(o => o.tag === 'Paragraphs' && on.has(o.name)) ? ['dialogue' as const] : []),
    ...(drawn.some(c => schema.objects.some(o => o.tag === 'Image' && c.toNames.includes(o.name))) ? ['shapes' as const] : []),
    ...drawn.flatMap(c => (c.shape === 'polygon' || c.shape === 'brush' ? [c.shape] : [])), ...(schema.objects.some(o => o.node.attrs['valueList']) ? ['pictures' as const] : []),
    ...(schema.controls.some(c => manyOf(c, data)) ? ['filter' as const] : []),
  ])
}

interface Keyed { readonly action: Action; readonly says: string; readonly hotkeys: readonly string[] }
function keyed(schema: Schema, data: Json): Keyed[] {
  return schema.controls.flatMap((c): Keyed[] => {
    switch (c.kind) {
      case 'choices': return choosable(c, optionsOf(c, data)).map(o => ({ action: { do: 'choose', name: c.name, value: said(c, o) }, says: o.text, hotkeys: o.hotkeys }))
      case 'labels': return optionsOf(c, data).map(o => ({ action: { do: 'label', name: c.name, value: o.value }, says: o.text, hotkeys: o.hotkeys }))
      case 'pairwise': return (['left', 'right'] as const).map(side => ({ action: { do: 'prefer', name: c.name, side }, says: side === 'left' ? gettext('The left one') : gettext('The right one'), hotkeys: [] }))
      case 'rating': return c.stars > 9 || c.perRegion ? [] : Array.from({ length: c.stars }, (_, i) => ({ action: { do: 'rate', name: c.name, stars: i + 1 }, says: fill(gettext('%(n)s of %(of)s'), { n: i + 1, of: c.stars }), hotkeys: [] }))
      default: return []
    }
  })
}

export interface Habits { /** False: no letter, digit or sign acts alone (WCAG 2.1.4). */ readonly single?: boolean; /** A person's own chords, by command. */ readonly keys?: Readonly<Record<string, readonly string[]>> }

/**
 * The table of one label config. A hotkey of the config comes first, then 1 to 9 in order, then spare letters. Whatever one key does, Alt
 * with it does too; so a command whose letter a label took is still there under Alt. No chord stands in two rows.
 */
export function bindings(schema: Schema, data: Json, { single = true, keys = {} }: Habits = {}, suggestions = true): Binding[] {
  const traits = traitsOf(schema, data, suggestions)
  const plays = schema.objects.filter(o => OBJECT_TRAITS[o.tag] === 'sound').map(o => normal(o.node.attrs['hotkey'] ?? '')).filter(Boolean)
  const here = commands().filter(c => traits.has(c.when)).map(c => ({ ...c, chords: keys[c.id] ?? (c.id === 'sound-play' ? [...new Set([...c.chords, ...plays])] : c.chords) }))
  const held = new Set(here.flatMap(c => c.chords.filter(k => !plain(k)))), letters = new Set(here.flatMap(c => c.chords))
  const options = keyed(schema, data), asked = options.map(({ hotkeys }) => {
    const own = hotkeys.map(normal).filter(k => k && !held.has(k))
    own.forEach(k => held.add(k))
    return own
  })
  const free = spare.filter(k => !held.has(k) && !letters.has(k))
  const answers = options.map(({ action, says }, i): Binding => ({ chords: asked[i]!.length ? asked[i]! : free.splice(0, 1), says, group: 'answer', action }))
  const taken = new Set(answers.flatMap(a => a.chords)), told: (Binding & { alt: readonly string[] })[] = []
  for (const { chords, says, group, action, repeats } of here) {
    const own = chords.filter(c => !taken.has(c) && !(c === 'Backspace' && action.do === 'back' && traits.has('regions')))
    // Two kinds of object in one config share their arrows: the one that is in use takes them.
    const twin = action.do === 'object' ? told.find(b => b.action.do === 'object' && b.chords.length && b.chords.every(c => chords.includes(c)) && b.action.what === action.what) : undefined
    if (twin) told[told.indexOf(twin)] = { ...twin, says: `${twin.says} · ${says}` }
    else { told.push({ chords: own, says, group, action, alt: chords.filter(plain), ...(repeats ? { repeats } : {}) }); own.forEach(c => taken.add(c)) }
  }
  const withAlt = (b: Binding, own: readonly string[]): Binding => {
    const alt = own.map(c => `Alt+${c}`).filter(c => !taken.has(c))
    alt.forEach(c => taken.add(c))
    return { ...b, chords: [...(single ? b.chords : b.chords.filter(c => !plain(c))), ...alt] }
  }
  // Commands first: one whose letter a label took keeps it under Alt, and the label, where single keys are off, gets another.
  const ours = told.map(({ alt, ...b }) => withAlt(b, alt)), theirs = answers.map(b => withAlt(b, b.chords.filter(plain)))
  return [...theirs.map(b => (b.chords.length ? b : withAlt(b, free.splice(0, 1)))), ...ours]
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
  if (e.isComposing) return null
  const pressed = chord(e)
  if (typing && pressed !== 'Mod+Enter' && !/^F\d/.test(pressed)) return null // whoever writes down a sound plays and stops it meanwhile
  const found = rows.find(b => b.chords.includes(pressed))
  return found && (!e.repeat || found.repeats) ? found.action : null
}

/** In the spelling of aria-keyshortcuts. */
export const ariaKeys = (chords: readonly string[]): string =>
  chords.map(c => c.replace('Mod', 'Control').replace(/(^|\+)([a-z])$/, (_, plus: string, letter: string) => plus + letter.toUpperCase()).replace(/(^|\+) $/, '$1Space')).join(' ')

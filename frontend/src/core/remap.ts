/** Changing keys: a person's own table over the one that everybody has, and where two commands ask for one key. */
import type { Command, Press, Trait } from './keymap'
import { chord } from './keymap'

/** The chords that a person gave to commands; who is not in it keeps the chords of the table. */
export type Own = Readonly<Record<string, readonly string[]>>
export const chordsOf = (command: Command, own: Own): readonly string[] => own[command.id] ?? command.chords
const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((chord, i) => chord === b[i])

/** A task has one kind of object as a rule: their commands may share keys, and do. */
export type Kind = 'text' | 'picture' | 'sound'
const object: Partial<Readonly<Record<Trait, Kind>>> = { text: 'text', image: 'picture', shapes: 'picture', polygon: 'picture', brush: 'picture', pictures: 'picture', sound: 'sound' }
/** The kind of object that a command is for; undefined for one that is for all. */
export const kindOf = (command: Command): Kind | undefined => object[command.when]
const meet = (a: Command, b: Command): boolean => { const of = kindOf(a), other = kindOf(b); return !of || !other || of === other }

/** The commands that have this chord too where `command` acts. What the table itself shares is meant so. */
export const rivals = (all: readonly Command[], own: Own, command: Command, chord: string): Command[] =>
  all.filter(other => other.id !== command.id && meet(other, command) && chordsOf(other, own).includes(chord) && !(other.chords.includes(chord) && command.chords.includes(chord)))

/** The command has this chord alone, and whoever had it loses it. */
export function assign(all: readonly Command[], own: Own, command: Command, chord: string): Own {
  const lost = rivals(all, own, command, chord).map(rival => [rival.id, chordsOf(rival, own).filter(c => c !== chord)] as const)
  return tidy(all, { ...own, ...Object.fromEntries(lost), [command.id]: [chord] })
}
export const without = (all: readonly Command[], own: Own, command: Command): Own => tidy(all, { ...own, [command.id]: [] })
export const reset = (own: Own, command: Command): Own => Object.fromEntries(Object.entries(own).filter(([id]) => id !== command.id))
/** Only what differs from the table is kept, so that a better table reaches those who changed nothing. */
const tidy = (all: readonly Command[], own: Own): Own =>
  Object.fromEntries(Object.entries(own).filter(([id, chords]) => { const command = all.find(c => c.id === id); return command && !same(chords, command.chords) }))

const NO_KEY = /^(Tab|Shift|Control|Alt|AltGraph|Meta|CapsLock|Process|Dead|HangulMode|HanjaMode|KanaMode|Convert|NonConvert|Unidentified)$/
/** The chord of a press that may become a command's key: null for Tab, which leads through the page, and for keys that only go with others. */
export const assignable = (press: Press): string | null => (press.isComposing || NO_KEY.test(press.key) ? null : chord(press))

/** A dialogue out of a task, and places in it as Label Studio writes them: the number of the utterance and offsets within. */
import { fill, gettext, ngettext } from '../language'
import type { Range } from '../spans/words'
import type { Json } from '../types'
import { ends, flowOf, touched, type Flow } from './flow'

export interface Utterance { readonly author: string; readonly text: string }
export type Dialogue = { readonly is: 'dialogue'; readonly utterances: readonly Utterance[]; readonly problem: string } | { readonly is: 'not'; readonly problem: string }

const said = (v: unknown): string | null => (typeof v === 'string' ? v : typeof v === 'number' || typeof v === 'boolean' ? String(v) : null)
const kind = (v: unknown): string => (v === null ? 'null' : Array.isArray(v) ? gettext('a list') : typeof v === 'object' ? gettext('an object') : typeof v === 'string' ? gettext('a text') : gettext('a number'))

/** `problem` says what is wrong with it; what can be read is shown all the same. */
export function dialogueOf(given: unknown, field: string, keys: { readonly name: string; readonly text: string }): Dialogue {
  if (given === undefined || given === null) return { is: 'not', problem: fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field }) }
  if (!Array.isArray(given)) return { is: 'not', problem: fill(gettext('“%(field)s” of this task should be a list of utterances, but is %(kind)s.'), { field, kind: kind(given) }) }
  const problems: string[] = []
  const utterances = given.map((entry: unknown, n): Utterance => {
    const row = entry && typeof entry === 'object' && !Array.isArray(entry) ? entry as Record<string, unknown> : {}
    const text = said(row[keys.text])
    if (text === null) problems.push(fill(gettext('Utterance %(n)s has no text under “%(key)s”.'), { n: n + 1, key: keys.text }))
    return { author: said(row[keys.name]) ?? '', text: text ?? '' }
  })
  const more = problems.length - 1
  return { is: 'dialogue', utterances, problem: problems.length ? `${problems[0]}${more ? ` ${fill(ngettext('Nor has %(n)s other.', 'Nor have %(n)s others.', more), { n: more })}` : ''}` : '' }
}
/** Every author by the order in which they first speak. */
export const authorsOf = (utterances: readonly Utterance[]): string[] => [...new Set(utterances.map(u => u.author))].filter(Boolean)

export function flowOfDialogue(utterances: readonly Utterance[]): Flow {
  let before = 0
  return flowOf(utterances.map(({ text }, n) => {
    const piece = { text, path: String(n), before, breaks: true }
    before += [...text].length
    return piece
  }))
}
/** Offsets are the string's own units here, as Label Studio writes them: it never turned these into code points. */
export function utterancePlace(flow: Flow, range: Range): Json | null {
  const found = ends(flow, range)
  return found && { start: found.first.path, end: found.last.path, startOffset: found.from, endOffset: found.to }
}
export const utteranceQuote = (flow: Flow, range: Range): string => touched(flow, range).map(s => s.text.slice(Math.max(0, range[0] - s.at), range[1] - s.at)).join('\n')
const bare = (text: string): string => text.replace(/\\n|\s/g, '')

function located(flow: Flow, value: Json, points: boolean): Range | null {
  const slot = (key: string): Flow['slots'][number] | undefined => flow.slots.find(s => s.path === String(value[key]))
  const first = slot('start'), last = slot('end'), from = value['startOffset'] ?? 0, to = value['endOffset'] ?? last?.text.length
  if (!first || !last || !Number.isInteger(from) || !Number.isInteger(to)) return null
  const unit = (s: typeof first, at: number): number => (points ? s.map.toUtf16(at) : at), a = unit(first, from as number), b = unit(last, to as number)
  if (a < 0 || a > first.text.length || b > last.text.length || first.at + a >= last.at + b) return null
  return [first.at + a, last.at + b]
}
/** Other tools write code points: where there is a quote, it decides. */
export function utteranceRange(flow: Flow, value: Json): Range | null {
  const tried = [located(flow, value, false), located(flow, value, true)].filter(r => r !== null)
  const quote = typeof value['text'] === 'string' ? bare(value['text']) : null
  return (quote === null ? tried[0] : tried.find(r => bare(utteranceQuote(flow, r)) === quote)) ?? null
}

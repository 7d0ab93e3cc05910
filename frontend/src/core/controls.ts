/** The controls of a label config: what may be answered, and how the answer is written as Label Studio's JSON. */
import type { Answer, Result, State, TagNode } from './types'

export interface Option { readonly value: string; readonly text: string; readonly hint: string; readonly hotkeys: readonly string[] }
interface Shared { readonly name: string; readonly toName: string; readonly required: boolean; readonly requiredMessage: string; readonly title: string }
export interface ChoicesControl extends Shared { readonly kind: 'choices'; readonly multiple: boolean; readonly options: readonly Option[] }
export interface TextControl extends Shared { readonly kind: 'text'; readonly placeholder: string; readonly rows: number }
export interface RatingControl extends Shared { readonly kind: 'rating'; readonly stars: number }
export type Control = ChoicesControl | TextControl | RatingControl

const yes = (value: string | undefined): boolean => value?.toLowerCase() === 'true'
const number = (value: string | undefined, otherwise: number): number => Math.max(1, Math.trunc(Number(value)) || otherwise)

/** A choice's `alias` replaces its `value` in results; the value is what a person reads. */
const option = ({ attrs }: TagNode): Option => ({
  value: attrs['alias'] || attrs['value'] || '', text: attrs['value'] || '', hint: attrs['hint'] ?? '',
  hotkeys: (attrs['hotkey'] ?? '').split(',').map(k => k.trim()).filter(Boolean),
})

/** The control that a node is, or null: a per-region control, or choices taken from the task, are not drawn here. */
export function controlOf(node: TagNode): Control | null {
  const { tag, attrs, children } = node
  if (!attrs['name'] || !attrs['toName'] || yes(attrs['perRegion'])) return null
  const shared: Shared = {
    name: attrs['name'], toName: attrs['toName'], required: yes(attrs['required']),
    requiredMessage: attrs['requiredMessage'] ?? '', title: attrs['title'] ?? '',
  }
  if (tag === 'Choices') {
    const options = children.filter(c => c.tag === 'Choice').map(option)
    return options.length ? { ...shared, kind: 'choices', multiple: attrs['choice'] === 'multiple', options } : null
  }
  if (tag === 'TextArea') return { ...shared, kind: 'text', placeholder: attrs['placeholder'] ?? '', rows: number(attrs['rows'], 2) }
  if (tag === 'Rating') return { ...shared, kind: 'rating', stars: number(attrs['maxRating'], 5) }
  return null
}

export function controlsOf(node: TagNode): Control[] {
  const own = controlOf(node)
  return [...(own ? [own] : []), ...node.children.flatMap(controlsOf)]
}

const types: Readonly<Record<Answer['kind'], string>> = { choices: 'choices', text: 'textarea', rating: 'rating' }

function read(control: Control, value: Readonly<Record<string, unknown>>): Answer | null {
  if (control.kind === 'rating') return typeof value['rating'] === 'number' ? { kind: 'rating', stars: value['rating'] } : null
  const list = value[control.kind === 'choices' ? 'choices' : 'text']
  if (!Array.isArray(list) || !list.every(v => typeof v === 'string')) return null
  return control.kind === 'choices' ? { kind: 'choices', values: list } : { kind: 'text', texts: list }
}

/** A draft, a suggestion or an earlier answer as state. What no control owns is kept in `rest`. */
export function fromResult(result: readonly Result[], controls: readonly Control[]): State {
  const answers: Record<string, Answer> = {}, rest: Result[] = []
  for (const entry of result) {
    const control = controls.find(c => c.name === entry.from_name && types[c.kind] === entry.type)
    const answer = control && !answers[control.name] ? read(control, entry.value) : null
    if (control && answer) answers[control.name] = answer
    else rest.push(entry)
  }
  return { answers, rest }
}

export const isEmpty = (answer: Answer | undefined): boolean =>
  !answer || (answer.kind === 'choices' ? !answer.values.length : answer.kind === 'text' ? !answer.texts.some(t => t.trim()) : answer.stars < 1)

const write = (answer: Answer): Record<string, unknown> =>
  answer.kind === 'choices' ? { choices: answer.values } : answer.kind === 'text' ? { text: answer.texts.filter(t => t.trim()) } : { rating: answer.stars }

/** The state as Label Studio's JSON, in the order of the config. The id of an entry is its control's name: the same answer is the same bytes. */
export function toResult(state: State, controls: readonly Control[]): Result[] {
  const own = controls.flatMap(c => {
    const answer = state.answers[c.name]
    return answer && !isEmpty(answer) ? [{ id: c.name, from_name: c.name, to_name: c.toName, type: types[c.kind], value: write(answer) }] : []
  })
  return [...own, ...state.rest]
}

/** Sentences on what is still missing, in the order of the config; none means that the answer may be sent. */
export const missing = (state: State, controls: readonly Control[]): string[] =>
  controls.filter(c => c.required && isEmpty(state.answers[c.name])).map(c => c.requiredMessage || `Still missing: ${c.title || c.name}.`)

/** One line that tells an answer apart in a list. */
export function summary(result: readonly Result[]): string {
  const parts = result.map(({ value }) => [value['choices'], value['text'], value['rating']].flat().filter(v => v !== undefined).join(', '))
  return parts.filter(Boolean).join(' · ') || 'nothing chosen'
}

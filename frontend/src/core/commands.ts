/** Every change of an answer: (state, …) → state. Pure, so undo is a list of states and tests need no DOM. */
import type { ChoicesControl, RatingControl, TextControl } from './controls'
import type { Answer, State } from './types'

const put = (s: State, name: string, answer: Answer): State => ({ ...s, answers: { ...s.answers, [name]: answer } })

/** One of a single choice replaces the other; the chosen one again is taken back. Several are kept in the config's order. */
export function choose(s: State, control: ChoicesControl, value: string): State {
  const now = s.answers[control.name], chosen = now?.kind === 'choices' ? now.values : []
  const without = chosen.filter(v => v !== value)
  if (without.length < chosen.length) return put(s, control.name, { kind: 'choices', values: without })
  if (!control.multiple) return put(s, control.name, { kind: 'choices', values: [value] })
  const all = new Set([...chosen, value])
  return put(s, control.name, { kind: 'choices', values: control.options.map(o => o.value).filter(v => all.has(v)) })
}

export const rate = (s: State, control: RatingControl, stars: number): State => {
  const now = s.answers[control.name]
  return put(s, control.name, { kind: 'rating', stars: now?.kind === 'rating' && now.stars === stars ? 0 : Math.min(stars, control.stars) })
}

export const write = (s: State, control: TextControl, text: string): State => put(s, control.name, { kind: 'text', texts: text ? [text] : [] })

/** The model's answers replace one's own where it has any; what it says nothing of stays. */
export const accept = (s: State, suggested: State): State => ({ ...s, answers: { ...s.answers, ...suggested.answers } })

/** When a question is asked: visibleWhen of the config, and perRegion. */
import type { Condition, Control, Schema } from './controls'
import type { Answer, Region, State } from './types'

/** Every label, choice or part of a path that an answer names. */
export function namesIn(answer: Answer | undefined): readonly string[] {
  switch (answer?.kind) {
    case 'choices': return answer.values.flat()
    case 'taxonomy': return answer.paths.flat()
    case 'labels': return answer.labels
    case 'rating': return answer.stars ? [String(answer.stars)] : []
    case 'pairwise': return answer.selected ? [answer.selected] : []
    default: return []
  }
}
/** Values of a condition may be written as people read them; results hold the alias. */
const wanted = ({ tag, values }: Condition, schema: Schema): readonly string[] => {
  const control = schema.control(tag), options = control && 'options' in control ? control.options : []
  return [...values, ...options.filter(o => values.includes(o.text)).map(o => o.value)]
}
type Answers = State['answers'] | undefined
/** `answers` undefined: what is said of the whole task is not at hand, and not looked at. `on`: the way here, for a config that goes in circles. */
function holds(condition: Condition, schema: Schema, answers: Answers, region: Region | null, on: readonly Control[]): boolean {
  const values = wanted(condition, schema)
  if (condition.kind === 'no-region-selected') return !region
  if (condition.kind === 'region-selected') {
    if (!region || (condition.tag && !region.answers[condition.tag])) return false
    return !values.length || Object.values(region.answers).some(a => a.kind === 'labels' && a.labels.some(l => values.includes(l)))
  }
  const control = schema.control(condition.tag)
  if (!answers && !control?.perRegion) return true
  // What is itself out of sight says nothing.
  const heard = !control || on.includes(control) || all(control.perRegion ? control.conditions : ofChoices(control), schema, answers, control.perRegion ? region : null, [...on, control])
  const about = heard ? (control?.perRegion ? region?.answers : answers)?.[condition.tag] : undefined
  const names = namesIn(about), there = values.length ? names.some(n => values.includes(n)) : names.length > 0
  return there === (condition.kind === 'choice-selected')
}
const all = (conditions: readonly Condition[], schema: Schema, answers: Answers, region: Region | null, on: readonly Control[] = []): boolean => conditions.every(c => holds(c, schema, answers, region, on))
const ofChoices = (control: Control): readonly Condition[] => control.conditions.filter(c => c.kind.startsWith('choice'))

/** Is it in sight now? A question asked per region shows while such a region is active. */
export function inSight(control: Control, schema: Schema, state: State, active: Region | null): boolean {
  if (control.perRegion && control.kind !== 'labels' && !(active && control.toNames.includes(active.to))) return false
  return all(control.conditions, schema, state.answers, active)
}
export const viewInSight = (conditions: readonly Condition[], schema: Schema, state: State, active: Region | null): boolean => all(conditions, schema, state.answers, active)

/** Does an answer about the whole task count? Where its question went out of sight, it does not; which region was active says nothing. */
export const asked = (control: Control, schema: Schema, state: State): boolean => all(ofChoices(control), schema, state.answers, null)
/** Is this asked about this region? */
export const askedOf = (control: Control, schema: Schema, region: Region, answers?: State['answers']): boolean =>
  control.toNames.includes(region.to) && all(control.conditions, schema, answers, region)

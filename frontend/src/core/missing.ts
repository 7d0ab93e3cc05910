/** What must still be answered, in sentences. */
import { isRegion, nothingOf, type Control, type Schema } from './controls'
import { fill, gettext } from './language'
import { labelsOf, told } from './places'
import { asked, askedOf } from './visible'
import type { Answer, Kind, Region, State } from './types'

const named = (control: Control): string => control.requiredMessage || fill(gettext('Still missing: %(name)s.'), { name: control.title || control.name })

function ofRegion(control: Control, region: Region, schema: Schema): string {
  const what = [labelsOf(region, schema).join(', '), told(region)].filter(Boolean).join(' · ')
  return `${named(control)} (${what.length > 60 ? `${what.slice(0, 60)}…` : what})`
}
/** What may not be said although it can be typed, by kind: a sentence, or ''. The part of the page that draws a kind adds its own. */
export const sound = new Map<Kind, (control: Control, answer: Answer) => string>()
function wrong(control: Control, state: State, schema: Schema): string[] {
  const check = sound.get(control.kind)
  if (!check) return []
  const said = control.perRegion ? state.regions.filter(r => askedOf(control, schema, r, state.answers)).map(r => r.answers[control.name]) : asked(control, schema, state) ? [state.answers[control.name]] : []
  return said.flatMap(a => (a && !nothingOf(a) ? check(control, a) || [] : []))
}
/** A question shown only beside a region may never have been seen, if it is not about that region. */
const seldom = (control: Control): boolean => control.conditions.some(c => c.kind === 'region-selected')
function lacking(control: Control, state: State, schema: Schema): string[] {
  if (isRegion(control)) return state.regions.some(r => r.answers[control.name]) || !asked(control, schema, state) ? [] : [named(control)]
  if (!control.perRegion) return asked(control, schema, state) && !seldom(control) && nothingOf(state.answers[control.name]) ? [named(control)] : []
  const open = state.regions.find(r => askedOf(control, schema, r, state.answers) && nothingOf(r.answers[control.name]))
  return open ? [ofRegion(control, open, schema)] : []
}
/** In the order of the config; none means that the answer may be sent. */
export const missing = (state: State, schema: Schema): string[] =>
  schema.controls.flatMap(c => [...(c.required ? lacking(c, state, schema) : []), ...wrong(c, state, schema)])

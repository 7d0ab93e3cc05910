/** The answer as Label Studio's result JSON, and back. What is opened and left alone comes out as it went in. */
import { isRegion, nothingOf, type Control, type Schema } from './controls'
import { asked, askedOf } from './visible'
import type { Answer, Json, Region, Relation, Result, State } from './types'

/** The key of `value` under which a control writes what it says. */
const KEY: Readonly<Record<Exclude<Answer['kind'], 'labels'>, string>> = { choices: 'choices', taxonomy: 'taxonomy', text: 'text', rating: 'rating', number: 'number', datetime: 'datetime', pairwise: 'selected', ranker: 'ranker' }
const keyOf = (control: Control): string => (control.kind === 'labels' ? control.type : KEY[control.kind])

const texts = (v: unknown): v is string[] => Array.isArray(v) && v.every(t => typeof t === 'string')
const paths = (v: unknown): v is string[][] => Array.isArray(v) && v.every(texts)
const record = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)

function read(control: Control, value: Json): Answer | null {
  const given = value[keyOf(control)]
  switch (control.kind) {
    case 'choices': return Array.isArray(given) && given.every(v => typeof v === 'string' || texts(v)) ? { kind: 'choices', values: given } : null
    case 'taxonomy': return paths(given) ? { kind: 'taxonomy', paths: given } : null
    case 'text': return texts(given) ? { kind: 'text', texts: given } : typeof given === 'string' ? { kind: 'text', texts: [given] } : null
    case 'rating': return typeof given === 'number' ? { kind: 'rating', stars: given } : null
    case 'number': return typeof given === 'number' ? { kind: 'number', number: given } : null
    case 'datetime': return typeof given === 'string' || typeof given === 'number' ? { kind: 'datetime', datetime: given } : null
    case 'pairwise': return given === 'left' || given === 'right' ? { kind: 'pairwise', selected: given } : null
    case 'ranker': return record(given) && Object.values(given).every(Array.isArray) ? { kind: 'ranker', ranker: given as Record<string, (string | number)[]> } : null
    case 'labels': return control.bare ? { kind: 'labels', labels: [] } : texts(given) ? { kind: 'labels', labels: given } : null
  }
}
function write(answer: Answer): unknown {
  switch (answer.kind) {
    case 'choices': return answer.values
    case 'taxonomy': return answer.paths
    case 'text': return answer.texts.filter(t => t.trim())
    case 'rating': return answer.stars
    case 'number': return answer.number
    case 'datetime': return answer.datetime
    case 'pairwise': return answer.selected
    case 'ranker': return answer.ranker
    case 'labels': return answer.labels
  }
}

const besides = ({ from_name: _f, to_name: _o, type: _t, value: _v, id: _i, ...rest }: Result): Json => rest
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
/** The geometry: all of `value` but what the control says. A transcription's `text` stands where a span has its quote. */
function placeOf(value: Json, control: Control): Json {
  const { [keyOf(control)]: _said, ...place } = value
  return place
}

function intoRegions(entries: readonly { readonly entry: Result; readonly control: Control; readonly answer: Answer }[]): Region[] {
  const regions = new Map<string, { -readonly [K in keyof Region]: Region[K] }>()
  for (const { entry, control, answer } of entries) {
    const id = entry['id'] as string, found = regions.get(id), beside = besides(entry)
    if (!found) regions.set(id, { id, to: entry.to_name, value: placeOf(entry.value, control), answers: { [control.name]: answer }, beside })
    else {
      if (isRegion(control)) found.value = { ...found.value, ...placeOf(entry.value, control) }
      found.answers = { ...found.answers, [control.name]: answer }
      if (!same(beside, found.beside)) found.own = { ...found.own, [control.name]: beside }
    }
  }
  return [...regions.values()]
}

/** A draft, a suggestion or an earlier answer as state. What nothing here owns is kept in `rest`. */
export function fromResult(result: readonly Result[], schema: Schema): State {
  const answers: Record<string, Answer> = {}, beside: Record<string, Json> = {}, rest: Result[] = [], relations: Relation[] = []
  const marked: { entry: Result; control: Control; answer: Answer }[] = []
  const seen = new Set<string>()
  for (const entry of result) {
    if (entry.type === 'relation') { relations.push(entry as unknown as Relation); continue }
    const control = schema.control(entry.from_name), fits = control && control.type === entry.type && record(entry.value)
    const answer = fits ? read(control, entry.value) : null, id = typeof entry['id'] === 'string' ? entry['id'] : ''
    const once = `${entry.from_name} ${id}`
    if (control && answer && (isRegion(control) || control.perRegion) && id && !seen.has(once)) { seen.add(once); marked.push({ entry, control, answer }) }
    else if (control && answer && !isRegion(control) && !control.perRegion && entry['item_index'] === undefined && !(control.name in answers)) {
      answers[control.name] = answer
      beside[control.name] = { ...(id ? { id } : {}), ...besides(entry), ...(entry.to_name === control.toName ? {} : { to_name: entry.to_name }) }
    } else rest.push(entry)
  }
  // An answer about a region that is not there has no place to be shown.
  const made = new Set(marked.filter(m => isRegion(m.control)).map(m => m.entry['id']))
  rest.push(...marked.filter(m => !made.has(m.entry['id'])).map(m => m.entry))
  const first = marked.filter(m => made.has(m.entry['id']) && isRegion(m.control)), then = marked.filter(m => made.has(m.entry['id']) && !isRegion(m.control))
  return { answers, beside, regions: intoRegions([...first, ...then]), relations, rest, fates: {} }
}

export const resultsOf = (region: Region, schema: Schema, answers?: State['answers']): Result[] => Object.entries(region.answers).flatMap(([name, answer]) => {
  const control = schema.control(name)
  if (!control || nothingOf(answer) || (!isRegion(control) && !askedOf(control, schema, region, answers))) return []
  const said = control.kind === 'labels' && (control.bare || (answer.kind === 'labels' && !answer.labels.length)) ? {} : { [keyOf(control)]: write(answer) }
  if (control.kind === 'labels' && !control.bare && !Object.keys(said).length) return []
  return [{ id: region.id, from_name: name, to_name: region.to, type: control.type, ...(region.own?.[name] ?? region.beside), value: { ...region.value, ...said } }]
})

/** The state as Label Studio's JSON: answers in the order of the config, then regions in the order they were made. The id of an answer
 *  about the whole task is its control's name unless it came with one: the same answer is the same bytes. */
export function toResult(state: State, schema: Schema): Result[] {
  const own = schema.controls.flatMap((c): Result[] => {
    const answer = state.answers[c.name]
    if (!answer || nothingOf(answer) || !asked(c, schema, state)) return []
    return [{ id: c.name, from_name: c.name, to_name: c.toName, type: c.type, ...state.beside[c.name], value: { [keyOf(c)]: write(answer) } }]
  })
  return [...own, ...state.regions.flatMap(r => resultsOf(r, schema, state.answers)), ...state.relations as unknown as Result[], ...state.rest]
}

/** One of a single choice replaces the other; the chosen one again is taken back. Several are kept in the config's order. */
import { flat, type ChoicesControl, type Option, type TaxonomyControl } from '../controls'
import type { Answer, Path } from '../types'

const key = (value: string | Path): string => JSON.stringify(value)
/** A nested choice is written as its path, any other by its value. */
export const said = (control: ChoicesControl, option: Option): string | Path => (control.nested ? option.path : option.value)
const leaves = (option: Option): Option[] => (option.children.length ? option.children.flatMap(leaves) : [option])
/** What may be chosen. A branch of a tree stands for all that is below it, so there is none in a single choice. */
export const choosable = (control: ChoicesControl, options: readonly Option[]): readonly Option[] =>
  control.nested ? flat(options).filter(o => control.multiple || !o.children.length) : options

/** A leaf is chosen or not; a branch is, when all below it are, and partly, when some are. */
export function stateOf(now: Answer | undefined, control: ChoicesControl, option: Option): 'true' | 'false' | 'mixed' {
  const chosen = new Set(now?.kind === 'choices' ? now.values.map(key) : []), below = control.nested ? leaves(option) : [option]
  const n = below.filter(o => chosen.has(key(said(control, o)))).length
  return n === below.length || chosen.has(key(said(control, option))) ? 'true' : n ? 'mixed' : 'false'
}

export function choose(now: Answer | undefined, control: ChoicesControl, value: string | Path, options: readonly Option[] = control.options): Answer {
  const chosen = now?.kind === 'choices' ? now.values : [], option = flat(options).find(o => key(said(control, o)) === key(value))
  if (control.nested && control.multiple && option) return several(now, control, option, options)
  const without = chosen.filter(v => key(v) !== key(value))
  if (without.length < chosen.length) return { kind: 'choices', values: without }
  if (!control.multiple) return { kind: 'choices', values: [value] }
  const all = new Set([...chosen, value].map(key)), ordered = options.map(o => said(control, o)).filter(v => all.has(key(v)))
  return { kind: 'choices', values: [...ordered, ...[...chosen, value].filter(v => !ordered.some(k => key(k) === key(v)))] }
}
/** As Label Studio keeps a tree: the leaves that are chosen, and every branch of which all are. */
function several(now: Answer | undefined, control: ChoicesControl, option: Option, options: readonly Option[]): Answer {
  const chosen = now?.kind === 'choices' ? now.values : [], own = new Set(leaves(option).map(o => key(o.path))), off = stateOf(now, control, option) === 'true'
  const on = new Set(flat(options).filter(o => !o.children.length).filter(o => (own.has(key(o.path)) ? !off : stateOf(now, control, o) === 'true' || within(chosen, o.path))).map(o => key(o.path)))
  const known = flat(options), kept = known.filter(o => leaves(o).every(l => on.has(key(l.path)))).map(o => o.path)
  return { kind: 'choices', values: [...kept, ...chosen.filter(v => !known.some(o => key(o.path) === key(v)))] }
}
/** Another program may have named a branch alone. */
const within = (chosen: readonly (string | Path)[], path: Path): boolean => path.some((_, n) => chosen.some(v => key(v) === key(path.slice(0, n))))

/** A path of a taxonomy, or not. Beyond `maxUsages` the first one chosen makes room only where there is one place. */
export function classify(now: Answer | undefined, control: TaxonomyControl, path: Path): Answer {
  const chosen = now?.kind === 'taxonomy' ? now.paths : [], without = chosen.filter(p => key(p) !== key(path))
  if (without.length < chosen.length) return { kind: 'taxonomy', paths: without }
  if (control.most === 1) return { kind: 'taxonomy', paths: [path] }
  return control.most && chosen.length >= control.most ? { kind: 'taxonomy', paths: chosen } : { kind: 'taxonomy', paths: [...chosen, path] }
}

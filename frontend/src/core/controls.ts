/** The label config as this page reads it: what is shown, what may be answered, and when it is asked. Compiled once for a tree. */
import type { Answer, Json, Kind, Path, TagNode } from './types'

export interface Option {
  /** As it stands in a result: `alias` replaces `value` there. */
  readonly value: string
  /** As a person reads it. */
  readonly text: string
  readonly hint: string
  readonly hotkeys: readonly string[]
  readonly background: string
  readonly selected: boolean
  /** So often at most in one answer; 0: no limit. */
  readonly maxUsages: number
  readonly path: Path
  readonly children: readonly Option[]
}
/** Where a control or a view is shown. `tag`: the control it looks at ('' : any); `values`: labels or choices that count (none: any). */
export interface Condition { readonly kind: 'region-selected' | 'no-region-selected' | 'choice-selected' | 'choice-unselected'; readonly tag: string; readonly values: readonly string[] }
export type Shape = 'span' | 'html' | 'utterance' | 'sound' | 'rectangle' | 'ellipse' | 'polygon' | 'keypoint' | 'brush'

interface Shared {
  readonly name: string
  readonly tag: string
  /** As in the results: the tag in lower case. */
  readonly type: string
  readonly toName: string
  readonly toNames: readonly string[]
  readonly title: string
  readonly required: boolean
  readonly requiredMessage: string
  readonly perRegion: boolean
  readonly conditions: readonly Condition[]
  readonly attrs: Readonly<Record<string, string>>
}
interface WithOptions extends Shared { readonly options: readonly Option[]; /** The field of the data that brings further options. */ readonly dynamic: string | null }
export interface ChoicesControl extends WithOptions { readonly kind: 'choices'; readonly multiple: boolean; readonly nested: boolean }
export interface TaxonomyControl extends WithOptions { readonly kind: 'taxonomy'; readonly leavesOnly: boolean; readonly most: number }
export interface TextControl extends Shared { readonly kind: 'text'; readonly placeholder: string; readonly rows: number; readonly most: number }
export interface RatingControl extends Shared { readonly kind: 'rating'; readonly stars: number }
export interface NumberControl extends Shared { readonly kind: 'number'; readonly min: number | null; readonly max: number | null; readonly step: number | null }
export interface DateTimeControl extends Shared { readonly kind: 'datetime'; readonly only: readonly string[] }
export interface PairwiseControl extends Shared { readonly kind: 'pairwise' }
export interface RankerControl extends Shared { readonly kind: 'ranker'; readonly buckets: readonly { readonly name: string; readonly title: string }[] }
/** Makes regions: places with labels, or (without options: Rectangle …) bare ones. `shape` null: labels for what another control draws. */
export interface RegionControl extends WithOptions { readonly kind: 'labels'; readonly shape: Shape | null; readonly multiple: boolean; readonly bare: boolean }
export type Control = ChoicesControl | TaxonomyControl | TextControl | RatingControl | NumberControl | DateTimeControl | PairwiseControl | RankerControl | RegionControl

export interface ObjectTag { readonly name: string; readonly tag: string; readonly node: TagNode }
export interface Schema {
  readonly tree: TagNode
  readonly controls: readonly Control[]
  readonly objects: readonly ObjectTag[]
  /** What a relation may be called; null where the config has no <Relations>. */
  readonly relations: readonly Option[] | null
  readonly relationsMany: boolean
  control(name: string): Control | undefined
  of(node: TagNode): Control | undefined
  conditions(node: TagNode): readonly Condition[]
}

export const yes = (value: string | undefined): boolean => ['true', '1', 'yes'].includes(value?.trim().toLowerCase() ?? '')
const whole = (value: string | undefined, otherwise: number): number => Math.max(0, Math.trunc(Number(value)) || otherwise)
const real = (value: string | undefined): number | null => (value?.trim() && Number.isFinite(Number(value)) ? Number(value) : null)
const list = (value: string | undefined): string[] => (value ?? '').split(',').map(v => v.trim()).filter(Boolean)

function option({ tag, attrs, children }: TagNode, above: Path): Option {
  const value = attrs['alias'] || attrs['value'] || '', path = [...above, value]
  return {
    value, path, text: attrs['value'] || '', hint: attrs['hint'] ?? '', hotkeys: list(attrs['hotkey']), background: attrs['background'] ?? '',
    selected: yes(attrs['selected']), maxUsages: whole(attrs['maxUsages'], 0), children: optionsIn(children, tag, path),
  }
}
/** Options may stand inside a View that only arranges them. */
const optionsIn = (nodes: readonly TagNode[], tag: string, above: Path = []): Option[] =>
  nodes.flatMap(n => (n.tag === tag ? [option(n, above)] : optionsIn(n.children, tag, above)))

const SHAPES: Readonly<Record<string, Shape>> = {
  HyperTextLabels: 'html', ParagraphLabels: 'utterance', RectangleLabels: 'rectangle', EllipseLabels: 'ellipse', PolygonLabels: 'polygon',
  KeyPointLabels: 'keypoint', BrushLabels: 'brush', Rectangle: 'rectangle', Ellipse: 'ellipse', Polygon: 'polygon', KeyPoint: 'keypoint', Brush: 'brush',
}
const BARE = ['Rectangle', 'Ellipse', 'Polygon', 'KeyPoint', 'Brush']
/** What `Labels` draws is what its object is made of; on a picture it names what a Rectangle, an Ellipse … draws. */
const LABELS_ON: Readonly<Record<string, Shape>> = { Text: 'span', HyperText: 'html', Paragraphs: 'utterance', Audio: 'sound', AudioPlus: 'sound' }
export const OBJECTS = ['Text', 'HyperText', 'Paragraphs', 'Image', 'Audio', 'AudioPlus', 'Video', 'TimeSeries', 'Table', 'List', 'Pdf', 'PDF', 'Chat']

function conditionOf({ attrs }: TagNode): Condition | null {
  const kind = attrs['visibleWhen'] as Condition['kind'] | undefined
  if (!kind || !['region-selected', 'no-region-selected', 'choice-selected', 'choice-unselected'].includes(kind)) return null
  return { kind, tag: attrs['whenTagName'] ?? '', values: list(kind.startsWith('choice') ? attrs['whenChoiceValue'] : attrs['whenLabelValue']) }
}

function compileControl(node: TagNode, conditions: readonly Condition[], objects: readonly ObjectTag[]): Control | null {
  const { tag, attrs, children } = node, toNames = list(attrs['toName'])
  if (!attrs['name'] || !toNames.length) return null
  const shared: Shared = {
    name: attrs['name'], tag, type: tag.toLowerCase(), toName: toNames[0]!, toNames, title: attrs['title'] ?? '', required: yes(attrs['required']),
    requiredMessage: attrs['requiredMessage'] ?? '', perRegion: yes(attrs['perRegion']), conditions, attrs,
  }
  const dynamic = attrs['value']?.startsWith('$') ? attrs['value'].slice(1) : null, multiple = attrs['choice'] === 'multiple'
  const object = objects.find(o => o.name === toNames[0])?.tag ?? ''
  switch (tag) {
    case 'Choices': return { ...shared, kind: 'choices', multiple, nested: yes(attrs['allowNested']), options: optionsIn(children, 'Choice'), dynamic }
    case 'Taxonomy': return { ...shared, kind: 'taxonomy', options: optionsIn(children, 'Choice'), dynamic, leavesOnly: yes(attrs['leafsOnly']), most: whole(attrs['maxUsages'], 0) }
    case 'TextArea': return { ...shared, kind: 'text', placeholder: attrs['placeholder'] ?? '', rows: Math.max(1, whole(attrs['rows'], 1)), most: whole(attrs['maxSubmissions'], 0) }
    case 'Rating': return { ...shared, kind: 'rating', stars: Math.max(1, whole(attrs['maxRating'], 5)) }
    case 'Number': return { ...shared, kind: 'number', min: real(attrs['min']), max: real(attrs['max']), step: real(attrs['step']) }
    case 'DateTime': return { ...shared, kind: 'datetime', only: list(attrs['only']) }
    case 'Pairwise': return { ...shared, kind: 'pairwise' }
    case 'Ranker': return { ...shared, kind: 'ranker', buckets: children.filter(c => c.tag === 'Bucket').map(c => ({ name: c.attrs['name'] ?? '', title: c.attrs['title'] || c.attrs['name'] || '' })) }
  }
  const shape = tag === 'Labels' ? LABELS_ON[object] ?? null : SHAPES[tag]
  if (shape === undefined || (tag === 'Labels' && !shape && object !== 'Image')) return null
  return { ...shared, kind: 'labels', shape, multiple, bare: BARE.includes(tag), options: optionsIn(children, 'Label'), dynamic }
}

function compile(tree: TagNode): Schema {
  const objects: ObjectTag[] = [], byNode = new Map<TagNode, Control>(), asked = new Map<TagNode, readonly Condition[]>()
  const relations: TagNode[] = []
  const walk = (node: TagNode, visit: (n: TagNode, above: readonly Condition[]) => void, above: readonly Condition[] = []): void => {
    const own = conditionOf(node), all = own ? [...above, own] : above
    visit(node, all)
    node.children.forEach(c => walk(c, visit, all))
  }
  walk(tree, node => {
    if (OBJECTS.includes(node.tag) && node.attrs['name']) objects.push({ name: node.attrs['name'], tag: node.tag, node })
    if (node.tag === 'Relations') relations.push(node)
  })
  walk(tree, (node, conditions) => {
    asked.set(node, conditions)
    const control = compileControl(node, conditions, objects)
    if (control) byNode.set(node, control)
  })
  const controls = [...byNode.values()], byName = new Map(controls.map(c => [c.name, c]))
  return {
    tree, controls, objects, relations: relations.length ? relations.flatMap(r => optionsIn(r.children, 'Relation')) : null,
    relationsMany: relations.some(r => r.attrs['choice'] === 'multiple'),
    control: name => byName.get(name), of: node => byNode.get(node), conditions: node => asked.get(node) ?? [],
  }
}
const compiled = new WeakMap<TagNode, Schema>()
export function schemaOf(tree: TagNode): Schema {
  const found = compiled.get(tree) ?? compile(tree)
  compiled.set(tree, found)
  return found
}

const brought = (entry: unknown, above: Path): Option[] => {
  if (typeof entry === 'string') return [option({ tag: '', attrs: { value: entry }, children: [] }, above)]
  if (!entry || typeof entry !== 'object') return []
  const given = entry as Record<string, unknown>, attrs: Record<string, string> = {}
  for (const key of ['value', 'alias', 'hint', 'hotkey', 'background']) if (typeof given[key] === 'string') attrs[key] = given[key]
  const own = option({ tag: '', attrs, children: [] }, above)
  return own.value ? [{ ...own, children: Array.isArray(given['children']) ? given['children'].flatMap(c => brought(c, own.path)) : [] }] : []
}
/** The options of a control: those of the config, then those the task brings (`value="$field"`). */
export function optionsOf(control: { readonly options: readonly Option[]; readonly dynamic: string | null }, data: Json): readonly Option[] {
  const entries = control.dynamic === null ? null : data[control.dynamic]
  return Array.isArray(entries) ? [...control.options, ...entries.flatMap(e => brought(e, []))] : control.options
}
/** Every option of a tree, parents before children. */
export const flat = (options: readonly Option[]): Option[] => options.flatMap(o => [o, ...flat(o.children)])

export const kindOf = (control: Control): Kind => control.kind
export const isRegion = (control: Control | undefined): control is RegionControl => control?.kind === 'labels'
export const nothingOf = (answer: Answer | undefined): boolean => {
  if (!answer) return true
  switch (answer.kind) {
    case 'choices': return !answer.values.length
    case 'taxonomy': return !answer.paths.length
    case 'text': return !answer.texts.some(t => t.trim())
    case 'rating': return answer.stars < 1
    case 'number': return answer.number === null
    case 'datetime': return answer.datetime === ''
    case 'pairwise': return answer.selected === null
    case 'ranker': return !Object.values(answer.ranker).some(ids => ids.length)
    case 'labels': return false
  }
}

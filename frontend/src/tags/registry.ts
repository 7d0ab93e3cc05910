/** Tag → how it is drawn. What a config needs is loaded before its first task is shown; a tag that is not here draws a refusal that can be read. */
import { html, nothing, type TemplateResult } from 'lit'
import { schemaOf } from '../core/controls'
import type { Binding } from '../core/keymap'
import type { Session } from '../core/session'
import type { TagNode } from '../core/types'
import { viewInSight } from '../core/visible'

export interface Drawing { readonly session: Session; readonly keys: readonly Binding[] }
export type Draw = (node: TagNode, drawing: Drawing) => TemplateResult | typeof nothing

const tags = new Map<string, Draw>()
export const register = (tag: string, draw: Draw): void => { tags.set(tag, draw) }

const labels = (): Promise<unknown> => import('./labels'), spans = (): Promise<unknown> => import('./spans/text'), looks = (): Promise<unknown> => import('./hypertext/looks')
/** Modules that only some configs need, by tag. What is not named here comes with the page. */
const chunks: Readonly<Record<string, () => Promise<unknown>>> = {
  ...Object.fromEntries(['Labels', 'HyperTextLabels', 'ParagraphLabels', 'RectangleLabels', 'EllipseLabels', 'PolygonLabels', 'KeyPointLabels', 'BrushLabels', 'Rectangle', 'Ellipse', 'Polygon', 'KeyPoint', 'Brush'].map(tag => [tag, labels])),
  Relations: () => import('./relations'),
  Taxonomy: () => import('./taxonomy'),
  Number: () => import('./number'),
  DateTime: () => import('./datetime'),
  Pairwise: () => import('./pairwise'),
  List: () => import('./list'),
  Ranker: () => import('./ranker'),
  Image: () => import('./image'),
  Audio: () => import('./audio'),
  AudioPlus: () => import('./audio'),
  HyperText: () => import('./hypertext'),
  Paragraphs: () => import('./paragraphs'),
  Table: () => import('./table'),
  Style: looks,
}
/** Fetches the parts of the page that this config needs. A part that cannot be had leaves its tags to the readable refusal. */
export async function load(tree: TagNode): Promise<void> {
  const wanted = new Set<() => Promise<unknown>>()
  const walk = (node: TagNode): void => { const chunk = chunks[node.tag]; if (chunk) wanted.add(chunk); if (node.attrs['style']) wanted.add(looks); node.children.forEach(walk) }
  walk(tree)
  if (schemaOf(tree).controls.some(c => c.kind === 'labels' && c.shape === 'span')) wanted.add(spans)
  await Promise.allSettled([...wanted].map(fetch => fetch()))
}

const aheads: ((session: Session) => void)[] = []
/** What a tag does with a task that lies ready: fetch its pictures, its sounds. */
export const ahead = (prepare: (session: Session) => void): void => { aheads.push(prepare) }
export const prefetch = (session: Session): void => { void load(session.schema.tree).then(() => aheads.forEach(prepare => prepare(session))) }

/** What visibleWhen and perRegion hide is not drawn. */
export const draw: Draw = (node, drawing) => {
  const { session } = drawing, schema = schemaOf(session.schema.tree), control = schema.of(node)
  if (control ? !session.sees(control) : !viewInSight(schema.conditions(node), schema, session.state, session.active)) return nothing
  return (tags.get(node.tag) ?? unknown)(node, drawing)
}
export const drawAll = (nodes: readonly TagNode[], drawing: Drawing): TemplateResult => html`${nodes.map(n => draw(n, drawing))}`
export const refuse: Draw = (node, drawing) => unknown(node, drawing)

const unknown: Draw = (node, drawing) => html`<an-unknown .node=${node} .session=${drawing.session} .keys=${drawing.keys}></an-unknown>`

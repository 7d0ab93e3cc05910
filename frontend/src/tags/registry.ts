/** Tag → how it is drawn. A tag that is not here draws a refusal that can be read. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Binding } from '../core/keymap'
import type { Session } from '../core/session'
import type { TagNode } from '../core/types'

export interface Drawing { readonly session: Session; readonly keys: readonly Binding[] }
export type Draw = (node: TagNode, drawing: Drawing) => TemplateResult | typeof nothing

const tags = new Map<string, Draw>()
export const register = (tag: string, draw: Draw): void => { tags.set(tag, draw) }
export const draw: Draw = (node, drawing) => (tags.get(node.tag) ?? unknown)(node, drawing)
export const drawAll = (nodes: readonly TagNode[], drawing: Drawing): TemplateResult => html`${nodes.map(n => draw(n, drawing))}`

const unknown: Draw = (node, drawing) => html`<an-unknown .node=${node} .session=${drawing.session} .keys=${drawing.keys}></an-unknown>`

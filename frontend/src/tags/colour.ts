/** The colour of a label: one of nine hues by its place in the config, or its own `background`, brought to a lightness that can be read. */
import { flat, type Schema } from '../core/controls'

const places = new WeakMap<Schema, ReadonlyMap<string, { readonly hue: number; readonly own: string }>>()
function placesOf(schema: Schema): ReadonlyMap<string, { readonly hue: number; readonly own: string }> {
  const known = places.get(schema)
  if (known) return known
  const found = new Map<string, { hue: number; own: string }>()
  let next = 0
  for (const control of schema.controls) {
    if (control.kind !== 'labels' && control.kind !== 'choices') continue
    for (const o of flat(control.options)) found.set(`${control.name} ${o.value}`, { hue: next++ % 9, own: typeof CSS !== 'undefined' && o.background && CSS.supports('color', o.background) ? o.background : '' })
  }
  places.set(schema, found)
  return found
}
export interface Look { readonly hue: string; readonly style: string }
const brought = (label: string): number => [...label].reduce((sum, c) => (sum * 31 + c.codePointAt(0)!) % 9, 7)
/** `hue`: a class; `style`: for the `.style` property, empty unless the config gives a colour of its own. */
export function look(schema: Schema, control: string, label: string): Look {
  const found = placesOf(schema).get(`${control} ${label}`)
  return { hue: `hue-${found?.hue ?? brought(label)}`, style: found?.own ? `--hue: light-dark(oklch(from ${found.own} 0.5 min(c, 0.15) h), oklch(from ${found.own} 0.78 min(c, 0.11) h))` : '' }
}

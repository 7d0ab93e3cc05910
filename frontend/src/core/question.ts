/** The question that a grid can ask: choices about the whole task, where nothing else must be answered and all that is shown is text or picture. Null where there is none. */
import type { ChoicesControl, Schema } from './controls'

export function question(schema: Schema): ChoicesControl | null {
  const found = schema.controls.find((c): c is ChoicesControl => c.kind === 'choices' && !c.perRegion && !c.nested && !c.conditions.length)
  const seen = schema.objects.length > 0 && schema.objects.every(o => ['Text', 'Image'].includes(o.tag))
  return found && seen && schema.controls.every(c => c === found || !c.required) ? found : null
}

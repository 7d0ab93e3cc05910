/** Where the config lets an answer begin: preselected choices, a number, a text that is there already. */
import { choosable, said } from './commands/choose'
import { flat, type Control, type Option } from './controls'
import type { Answer, Json } from './types'
import { valueOf } from './values'

const picked = (options: readonly Option[]): readonly Option[] => options.filter(o => o.selected)
export function startOf(control: Control, data: Json): Answer | null {
  switch (control.kind) {
    case 'choices': {
      const all = picked(choosable(control, control.options)), kept = control.multiple ? all : all.slice(0, 1)
      return kept.length ? { kind: 'choices', values: kept.map(o => said(control, o)) } : null
    }
    case 'taxonomy': {
      const paths = picked(flat(control.options)).map(o => o.path)
      return paths.length ? { kind: 'taxonomy', paths } : null
    }
    case 'number': {
      const given = control.attrs['defaultValue']
      return given?.trim() && Number.isFinite(Number(given)) ? { kind: 'number', number: Number(given) } : null
    }
    case 'text': {
      const value = valueOf(control.attrs['value'], data)
      return value.is === 'text' && value.text ? { kind: 'text', texts: [value.text] } : null
    }
    default: return null
  }
}
/** Of what is asked about each region, a text is filled in always, a number where one is needed. */
export const startOfRegion = (control: Control, data: Json): Answer | null =>
  control.perRegion && (control.kind === 'text' || (control.kind === 'number' && control.required)) ? startOf(control, data) : null

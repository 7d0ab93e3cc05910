/** An answer in words, a line for each thing that it says. */
import { gettext } from './language'
import { summary } from './summary'
import type { Result } from './types'

export function spoken(result: readonly Result[]): readonly string[] {
  if (!result.length) return [gettext('nothing chosen')]
  const marked = result.filter(r => r.type !== 'relation' && (typeof r.value['text'] === 'string' && 'start' in r.value))
  const rest = result.filter(r => !marked.includes(r) && r.type !== 'relation')
  return [...(rest.length ? [summary(rest)] : []), ...marked.map(r => `“${r.value['text'] as string}” ${said(r)}`.trim())]
}
const said = ({ type, value }: Result): string => { const labels = value[type]; return Array.isArray(labels) ? labels.join(', ') : '' }

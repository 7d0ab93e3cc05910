/** One line that tells an answer apart in a list. */
import { fill, gettext, ngettext } from './language'
import type { Result } from './types'

export function summary(result: readonly Result[]): string {
  const regions = new Set(result.filter(r => r.type !== 'relation' && Object.keys(r.value).length > 1).map(r => r['id'] ?? r))
  const parts = result.filter(r => r.type !== 'relation' && !regions.has(r['id'] ?? r)).map(({ value }) =>
    Object.values(value).flat(2).map(v => (v !== null && typeof v === 'object' ? Object.values(v).flat().join(', ') : String(v))).join(', '))
  if (regions.size) parts.push(fill(ngettext('%(n)s region', '%(n)s regions', regions.size), { n: regions.size }))
  return parts.filter(Boolean).join(' · ') || gettext('nothing chosen')
}

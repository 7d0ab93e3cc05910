/** Regions in reading order, and how one is told in words. */
import type { Schema } from './controls'
import { fill, gettext } from './language'
import type { Region } from './types'

const number = (v: unknown): number => (typeof v === 'number' ? v : Number(v) || 0)
const corner = (value: Region['value']): [number, number] => {
  const points = value['points']
  if (Array.isArray(points) && points.length) return [Math.min(...points.map(p => number(p[1]))), Math.min(...points.map(p => number(p[0])))]
  return [number(value['y']), number(value['x'])]
}
/** Numbers to sort by: the object's place in the config, then where in it. */
function position(region: Region, schema: Schema): number[] {
  const { value } = region, object = schema.objects.findIndex(o => o.name === region.to), global = value['globalOffsets'] as { start?: number; end?: number } | undefined
  if (global) return [object, number(global.start), number(global.end)]
  if ('startOffset' in value) return [object, number(value['start']), number(value['startOffset']), number(value['endOffset'])]
  if ('start' in value) return [object, number(value['start']), number(value['end'])]
  return [object, number(region.beside['item_index']), ...corner(value)]
}
export function inOrder<T extends Region>(regions: readonly T[], schema: Schema): T[] {
  const keyed = regions.map(region => ({ region, at: position(region, schema) }))
  const by = (a: number[], b: number[]): number => { for (let i = 0; i < Math.max(a.length, b.length); i++) { const d = (a[i] ?? 0) - (b[i] ?? 0); if (d) return d } return 0 }
  return keyed.sort((a, b) => by(a.at, b.at)).map(k => k.region)
}

/** The labels of a region, as people read them. */
export function labelsOf(region: Region, schema: Schema): string[] {
  return Object.entries(region.answers).flatMap(([name, answer]) => {
    const control = schema.control(name)
    if (answer.kind !== 'labels' || control?.kind !== 'labels') return []
    return answer.labels.map(l => control.options.find(o => o.value === l)?.text ?? l)
  })
}
const round = (v: unknown): number => Math.round(number(v) * 10) / 10
/** A quote where there is one, else where it lies. */
export function told(region: Region): string {
  const { value } = region
  if (typeof value['text'] === 'string') return value['text'].replace(/\s+/g, ' ').trim()
  if ('startOffset' in value) {
    const { start, end } = (value['globalOffsets'] ?? {}) as { start?: unknown; end?: unknown }
    if (start !== undefined) return fill(gettext('characters %(start)s to %(end)s'), { start: number(start), end: number(end) })
    return /^\d+$/.test(String(value['start'])) ? fill(gettext('utterance %(n)s'), { n: number(value['start']) + 1 }) : String(value['start'])
  }
  if ('points' in value) return fill(gettext('%(n)s points'), { n: (value['points'] as unknown[]).length })
  if ('rle' in value) return gettext('painted area')
  if ('start' in value) return fill(gettext('%(start)s to %(end)s s'), { start: round(value['start']), end: round(value['end']) })
  if ('radiusX' in value) return fill(gettext('ellipse at %(x)s, %(y)s %'), { x: round(value['x']), y: round(value['y']) })
  if ('height' in value) return fill(gettext('%(w)s × %(h)s % at %(x)s, %(y)s'), { w: round(value['width']), h: round(value['height']), x: round(value['x']), y: round(value['y']) })
  return fill(gettext('point at %(x)s, %(y)s %'), { x: round(value['x']), y: round(value['y']) })
}

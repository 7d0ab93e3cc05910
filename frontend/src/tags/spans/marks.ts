/** Regions of a text as marks. The same region is the same mark, so that what did not change is not drawn again. */
import type { OffsetMap } from '../../core/offsets'
import { labelsOf } from '../../core/places'
import type { Session } from '../../core/session'
import type { Mark } from '../../core/spans/segments'
import type { Range } from '../../core/spans/words'
import type { Region } from '../../core/types'
import { look } from '../colour'

/** Where a region lies in the string; null where it lies in no text of this length. */
export function rangeIn({ value }: Region, map: OffsetMap): Range | null {
  const { start, end } = value
  return Number.isInteger(start) && Number.isInteger(end) && (start as number) >= 0 && (start as number) < (end as number) && (end as number) <= map.length ? [map.toUtf16(start as number), map.toUtf16(end as number)] : null
}
function colourOf(region: Region, { schema }: Session): string {
  const [control, answer] = Object.entries(region.answers).find(([, a]) => a.kind === 'labels' && a.labels.length) ?? ['', null]
  const { hue, style } = look(schema, control, answer?.kind === 'labels' ? answer.labels[0]! : '')
  return style ? style.slice('--hue: '.length) : `var(--label-${hue.slice('hue-'.length)})`
}

export class Marks {
  private readonly own = new WeakMap<Region, Mark>()
  private readonly ghosts = new WeakMap<Region, Mark>()
  constructor(private readonly session: Session, private readonly map: OffsetMap, private readonly to: string) {}
  get all(): Mark[] {
    const { state, ghosts } = this.session
    return [...state.regions.flatMap(r => this.of(r, false)), ...ghosts.flatMap(r => this.of(r, true))]
  }
  private of(region: Region, ghost: boolean): readonly Mark[] {
    const known = ghost ? this.ghosts : this.own, found = known.get(region), range = region.to === this.to ? rangeIn(region, this.map) : null
    if (found || !range) return found ? [found] : []
    const name = [labelsOf(region, this.session.schema).join(', '), ...(ghost ? [this.session.sign(region.id)] : [])].filter(Boolean).join(' · ')
    const mark: Mark = { id: region.id, start: range[0], end: range[1], name, colour: colourOf(region, this.session), ghost }
    known.set(region, mark)
    return [mark]
  }
}

/** The regions of a picture as marks to be drawn: each made once, in the order in which they lie. */
import { area, bounds, figureOf, type Figure } from '../../core/image/figures'
import { extent, type Mask } from '../../core/image/mask'
import type { Box, Size } from '../../core/image/plane'
import { gettext } from '../../core/language'
import { labelsOf, told } from '../../core/places'
import type { Region } from '../../core/types'
import { look } from '../colour'
import type { ImageView } from './element'
import type { Mark } from './marks'
import { maskIn } from './paint'

function boxIn(mask: Mask, paint: Box, size: Size): Figure {
  const sx = size.width / mask.size.width, sy = size.height / mask.size.height
  return { is: 'rectangle', x: paint.x * sx, y: paint.y * sy, width: paint.width * sx, height: paint.height * sy, turn: 0 }
}
type Shaped = Pick<Mark, 'figure' | 'box' | 'painted' | 'mask'>
/** Null where the value is none that can be drawn. */
function shaped({ value, beside }: Pick<Region, 'value' | 'beside'>, size: Size): Shaped | null {
  const is = 'rle' in value, mask = is ? maskIn(value, beside, size) : null, paint = mask && extent(mask)
  const figure = is ? (mask && paint ? boxIn(mask, paint, size) : null) : figureOf(value, size)
  return figure && { figure, box: bounds(figure), painted: is, mask }
}

export class Drawn {
  /** Regions that cannot be drawn. */
  broken = 0
  private made = new WeakMap<Region, Mark>()
  private sorted: { readonly state: unknown; readonly marks: readonly Mark[] } | null = null
  constructor(private readonly board: ImageView) {}
  /** Another picture, another size. */
  forget(): void { this.made = new WeakMap(); this.sorted = null }

  private mark(region: Region, ghost: boolean): Mark | null {
    const known = this.made.get(region), { session, size } = this.board
    if (known?.ghost === ghost) return known
    const shape = shaped(region, size!)
    if (!shape) return null
    const [control, label] = Object.entries(region.answers).flatMap(([name, a]) => (a.kind === 'labels' && a.labels[0] !== undefined ? [[name, a.labels[0]] as const] : []))[0] ?? []
    const { hue, style } = control !== undefined ? look(session.schema, control, label!) : { hue: '', style: '' }
    const made: Mark = { id: region.id, region, ...shape, names: labelsOf(region, session.schema).join(', '), told: told(region), hue, style, ghost }
    this.made.set(region, made)
    return made
  }
  /** Of this picture, the smaller ones last, so that they lie above. */
  get marks(): readonly Mark[] {
    const { board } = this, { state } = board.session
    if (!board.size) return []
    if (this.sorted?.state !== state) {
      const own = (r: Region): boolean => r.to === board.name && board.here(r.beside)
      const all = [...state.regions.filter(own).map(r => this.mark(r, false)), ...board.session.ghosts.filter(own).map(r => this.mark(r, true))]
      this.broken = all.filter(m => !m).length
      this.sorted = { state, marks: all.filter((m): m is Mark => !!m).sort((a, b) => area(b.figure) - area(a.figure)) }
    }
    return this.sorted.marks
  }
  /** The place that waits for its label, if it lies here. Its id is empty. */
  get waiting(): Mark | null {
    const { size, name, session } = this.board, { pending } = session.focus
    if (!pending || pending.to !== name || !size || !this.board.here(pending.beside ?? {})) return null
    const region: Region = { id: '', to: name, value: pending.value, answers: {}, beside: pending.beside ?? {} }, shape = shaped(region, size)
    return shape && { id: '', region, ...shape, names: gettext('label?'), told: '', hue: 'pending', style: '', ghost: false }
  }
}

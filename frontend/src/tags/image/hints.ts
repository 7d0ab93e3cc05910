/** What the next step is, in a line over the picture. */
import { isRegion, optionsOf } from '../../core/controls'
import { fill, gettext } from '../../core/language'
import type { ImageView } from './element'

export function hint(board: ImageView): string {
  const { tool, draft, waiting, cursor, held, current } = board
  if (waiting && !draft) return fill(gettext('Now its label: %(keys)s'), { keys: labelKeys(board) })
  if (cursor) return tool?.shape === 'polygon' && draft ? gettext('Arrows move the cross-hairs, Enter sets a point; Enter there again closes the shape.') : gettext('Arrows move the cross-hairs, Enter sets the point.')
  if (draft) return draft.is === 'corners' ? gettext('Click the opposite corner. Escape lets go.') : gettext('Click the next point. Enter closes the shape, Backspace takes the last point back.')
  if (held === 'eraser' && !current?.painted) return gettext('Choose the painted area to wipe first.')
  if (board.marks.length || !tool || board.session.focus.active) return ''
  return {
    rectangle: gettext('Drag a box, or click two corners.'), ellipse: gettext('Drag an ellipse, or click two corners around it.'), polygon: gettext('Click the points of the shape.'),
    keypoint: gettext('Click the point.'), brush: gettext('Paint the area.'),
  }[tool.shape]
}
/** The first nine labels that may name the pending place, with their keys. */
function labelKeys(board: ImageView): string {
  const { session } = board, by = session.focus.pending?.by ?? []
  const all = session.controls.flatMap(c => (isRegion(c) && c.toNames.includes(board.name) && (by.includes(c.name) || c.shape === null) ? optionsOf(c, session.data).map(o => ({ c, o })) : []))
  return all.slice(0, 9).map(({ c, o }) => {
    const key = board.keys.find(({ action: a }) => a.do === 'label' && a.name === c.name && a.value === o.value)?.chords[0]
    return key ? `${key} ${o.text}` : o.text
  }).join(' · ')
}

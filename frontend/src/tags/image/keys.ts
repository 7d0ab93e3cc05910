/** What the commands for pictures mean here (see keymap): nudge, resize, draw at the cross-hairs, look closer. True if it meant something. */
import { grow, insertPoint, move, valueOf, withoutPoint, withPoint, withTurn, type Figure } from '../../core/image/figures'
import { shifted } from '../../core/image/mask'
import { clamp, distance, within, type Point } from '../../core/image/plane'
import { addPoint, begin, dropPoint, finished, follow } from '../../core/image/tools'
import { around, fit, fitScale, pan, reveal, zoom } from '../../core/image/view'
import type { ImageView } from './element'
import { valueOf as paintedValue } from './paint'

const WAYS: Readonly<Record<string, Point>> = { right: { x: 1, y: 0 }, left: { x: -1, y: 0 }, up: { x: 0, y: -1 }, down: { x: 0, y: 1 } }

export function obey(board: ImageView, what: string): boolean {
  if (!board.size || !board.view) return false
  const keys = what.split('+'), way = WAYS[keys.at(-1)!]
  if (way) return arrow(board, way, keys.includes('Shift') ? 10 : 1, keys.includes('Mod'))
  const act = ACTS[what]
  if (!act) return false
  const meant = act(board)
  board.redraw()
  return meant
}

function arrow(board: ImageView, way: Point, step: number, mod: boolean): boolean {
  const size = board.size!, { current } = board
  if (board.cursor) {
    const by = mod ? step * 100 : step
    board.cursor = within({ x: board.cursor.x + way.x * by, y: board.cursor.y + way.y * by }, size)
    if (board.draft) board.draft = follow(board.draft, board.cursor)
    if (board.brush.painting) board.brush.to(board.cursor)
    board.look(reveal(board.view!, { ...board.cursor, width: 1, height: 1 }, size, board.frame))
  } else if (current) {
    if (current.painted) {
      if (mod || !current.mask) return false
      const before = board.session.region(current.id)?.value ?? board.session.focus.pending?.value
      board.put(current.id, paintedValue(shifted(current.mask, way.x * step, way.y * step), before), 'nudge')
    } else place(board, changed(current.figure, board.point, way.x * step, way.y * step, mod, board), 'nudge')
  } else if (board.view!.scale > fitScale(size, board.frame)) board.look(pan(board.view!, -way.x * step * 40, -way.y * step * 40, size, board.frame))
  else return false
  board.redraw()
  return true
}
function changed(figure: Figure, point: number | null, dx: number, dy: number, mod: boolean, board: ImageView): Figure {
  const size = board.size!
  if (figure.is === 'polygon' && point !== null && figure.points[point]) { const p = figure.points[point]; return withPoint(figure, point, within({ x: p.x + dx, y: p.y + dy }, size)) }
  return mod ? grow(figure, dx, dy, size) : move(figure, dx, dy, size)
}
function place(board: ImageView, figure: Figure, joins?: string): true {
  const id = board.current!.id, before = board.session.region(id)?.value ?? board.session.focus.pending?.value
  board.put(id, valueOf(figure, board.size!, before), joins)
  return true
}

/** A corner, a point, the end of a stroke: at the cross-hairs. */
function set(board: ImageView, at: Point): true {
  const shape = board.tool!.shape, { draft } = board
  if (shape === 'brush') { if (board.brush.painting) { board.brush.end(); board.cursor = null } else board.brush.from(at) }
  else if (shape === 'keypoint') board.finish({ is: 'keypoint', ...at, width: board.pointWidth })
  else if (!draft) board.draft = begin(shape, at)
  else if (draft.is === 'corners') { const figure = finished(follow(draft, at)); if (figure) board.finish(figure) }
  else if (distance(draft.points.at(-1)!, at) < 1 || (draft.points.length > 2 && distance(draft.points[0]!, at) < 1)) board.close()
  else board.draft = addPoint(draft, at)
  return true
}
const middle = (board: ImageView): Point => board.toPicture({ x: board.frame.width / 2, y: board.frame.height / 2 })
function closer(board: ImageView, factor: number): true {
  const at = board.cursor ?? board.pointer ?? (board.current ? middleOf(board) : null)
  board.look(zoom(board.view!, factor, at ? board.toScreen(at) : { x: board.frame.width / 2, y: board.frame.height / 2 }, board.size!, board.frame))
  return true
}
const middleOf = (board: ImageView): Point => { const b = board.current!.box; return { x: b.x + b.width / 2, y: b.y + b.height / 2 } }
function turn(board: ImageView, by: number): boolean {
  const figure = board.current?.figure
  if (!figure || board.current!.painted || !board.turns || (figure.is !== 'rectangle' && figure.is !== 'ellipse')) return false
  return place(board, withTurn(figure, figure.turn + by), 'turn')
}
function nextPoint(board: ImageView, by: 1 | -1): boolean {
  const figure = board.current?.figure
  if (figure?.is !== 'polygon') return false
  const n = figure.points.length
  board.point = board.point === null ? (by > 0 ? 0 : n - 1) : (board.point + by + n) % n
  return true
}
const done = (does: void): true => { void does; return true }

const ACTS: Readonly<Record<string, (board: ImageView) => boolean>> = {
  draw: board => {
    if (!board.tools.length) return false
    if (board.cursor) return set(board, board.cursor)
    if (!board.tool) board.hold(board.tools[0]!.shape)
    if (board.tool?.shape !== 'brush') board.session.activate(null)
    const at = board.pointer ?? middle(board)
    board.cursor = within({ x: Math.round(at.x), y: Math.round(at.y) }, board.size!)
    if (board.draft) board.draft = follow(board.draft, board.cursor)
    return done(board.surface.focus({ preventScroll: true }))
  },
  finish: board => {
    if (board.cursor) return set(board, board.cursor)
    if (board.draft) { if (board.draft.is === 'points') board.close(); else set(board, board.draft.to); return true }
    board.brush.keep()
    if (!board.waiting) return false
    board.insist = true
    return true
  },
  cancel: board => {
    const light = board.querySelector('details.light[open]')
    if (light) { light.removeAttribute('open'); return true }
    if (board.hand.cancel()) return true
    if (board.brush.painting) board.brush.drop()
    else if (board.draft || board.cursor) board.draft = null
    else if (board.point !== null) return done(void (board.point = null))
    else return false
    board.cursor = null
    return true
  },
  delete: board => {
    if (board.draft) { board.draft = dropPoint(board.draft); return true }
    const { current, point } = board
    if (current?.figure.is === 'polygon' && point !== null) {
      const figure = withoutPoint(current.figure, point)
      board.point = clamp(point, 0, figure.points.length - 1)
      return place(board, figure)
    }
    if (!board.waiting || board.session.focus.active) return false
    return done(board.session.pend(null))
  },
  undo: board => { if (board.draft) { board.draft = dropPoint(board.draft); return true } board.brush.keep(); return false },
  'zoom-in': board => closer(board, 1.25),
  'zoom-out': board => closer(board, 0.8),
  fit: board => done(board.look(fit(board.size!, board.frame), true)),
  actual: board => closer(board, 1 / board.view!.scale),
  'to-region': board => { if (!board.current) return false; board.look(around(board.current.box, board.size!, board.frame)); return true },
  darker: board => done(board.shine(board.brightness - 10, board.contrast)),
  brighter: board => done(board.shine(board.brightness + 10, board.contrast)),
  'contrast-less': board => done(board.shine(board.brightness, board.contrast - 10)),
  'contrast-more': board => done(board.shine(board.brightness, board.contrast + 10)),
  loupe: board => { board.loupe = !board.loupe; return true },
  select: board => { if (!board.tools.length) return false; board.hold(board.held === 'select' ? board.tools[0]!.shape : 'select'); return true },
  tool: board => { const all = board.tools.map(t => t.shape), at = all.findIndex(s => s === board.held); if (all.length) board.hold(all[(at + 1) % all.length]!); return all.length > 0 },
  eraser: board => { if (!board.tools.some(t => t.shape === 'brush')) return false; board.hold(board.held === 'eraser' ? 'brush' : 'eraser'); return true },
  thinner: board => done(void (board.brush.radius = clamp(Math.round(board.brush.radius * 0.8), 1, 100))),
  thicker: board => done(void (board.brush.radius = clamp(Math.max(board.brush.radius + 1, Math.round(board.brush.radius * 1.25)), 1, 100))),
  'next-point': board => nextPoint(board, 1),
  'previous-point': board => nextPoint(board, -1),
  'add-point': board => {
    const figure = board.current?.figure
    if (figure?.is !== 'polygon') return false
    const n = board.point ?? figure.points.length - 1
    board.point = n + 1
    return place(board, insertPoint(figure, n))
  },
  'turn-left': board => turn(board, -1),
  'turn-right': board => turn(board, 1),
  'next-picture': board => board.turnTo(board.item + 1),
  'previous-picture': board => board.turnTo(board.item - 1),
}

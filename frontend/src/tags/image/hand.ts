/** What fingers, pen and mouse do on a picture: draw, pull, move, choose, pan and zoom. A press that does not move is a click. */
import { move, pulled, valueOf, type Figure, type Handle } from '../../core/image/figures'
import { shifted } from '../../core/image/mask'
import { aimed, distance, within, type Point } from '../../core/image/plane'
import { addPoint, begin, closes, finished, follow } from '../../core/image/tools'
import { pan, zoom, type View } from '../../core/image/view'
import type { ImageView } from './element'
import { valueOf as paintedValue } from './paint'

/** So many pixels of the screen a click may waver; a finger more. */
const STILL = 4
type Gesture =
  | { readonly is: 'pan'; readonly view: View }
  | { readonly is: 'pull'; readonly id: string; readonly handle: Handle; readonly before: Figure }
  | { readonly is: 'move'; readonly id: string; readonly before: Figure; readonly wasActive: boolean }
  | { readonly is: 'draw' }
  | { readonly is: 'paint' }
interface Press { readonly pointer: number; readonly screen: Point; readonly from: Point; readonly touch: boolean; moved: boolean; readonly gesture: Gesture }

export class Hand {
  private press: Press | null = null
  private readonly down = new Map<number, Point>()
  private pinch: { readonly apart: number; readonly middle: Point; readonly view: View } | null = null
  /** Space is held: the picture is moved whatever the tool. */
  space = false
  constructor(private readonly board: ImageView) {}
  get busy(): boolean { return this.press !== null || this.pinch !== null }

  private screen(e: { clientX: number; clientY: number }): Point { const r = this.board.surface.getBoundingClientRect(); return { x: e.clientX - r.left, y: e.clientY - r.top } }
  private aim(screen: Point): Point { const { board } = this; return within(aimed(board.toPicture(screen), board.view!.scale, board.whole), board.size!) }

  pressed = (e: PointerEvent): void => {
    const { board } = this
    if (!board.view || !board.size || e.button > 1 || (e.target as Element).closest('button, a, .loupe')) return
    e.preventDefault() // neither text nor the picture is dragged along
    board.querySelector('details.light[open]')?.removeAttribute('open')
    board.surface.focus({ preventScroll: true })
    const screen = this.screen(e)
    this.down.set(e.pointerId, screen)
    board.surface.setPointerCapture(e.pointerId)
    if (this.down.size === 2) return this.pinched()
    if (this.down.size > 2) return
    board.leaveKeys()
    this.press = { pointer: e.pointerId, screen, from: this.aim(screen), touch: e.pointerType === 'touch', moved: false, gesture: this.gesture(e, screen) }
    board.pointer = board.toPicture(screen)
    if (this.press.gesture.is === 'paint') board.brush.from(board.toPicture(screen))
    board.redraw()
  }
  private gesture(e: PointerEvent, screen: Point): Gesture {
    const { board } = this, target = e.target as Element, pan: Gesture = { is: 'pan', view: board.view! }
    if (e.button === 1 || this.space || board.held === 'hand') return pan
    const grip = target.closest<SVGElement>('[data-grip]'), active = board.current
    if (grip && active) {
      const handle = board.grips[Number(grip.dataset['grip'])]?.handle
      if (handle) { board.point = handle.is === 'point' ? handle.n : null; return { is: 'pull', id: active.id, handle, before: active.figure } }
    }
    if (board.draft) return { is: 'draw' }
    if (board.held === 'eraser' || (board.held === 'brush' && !target.closest('.name'))) return { is: 'paint' }
    const grabbed = this.grabbed(target, screen), mark = grabbed === undefined ? null : board.markOf(grabbed)
    if (mark) return { is: 'move', id: mark.id, before: mark.figure, wasActive: mark.id === active?.id }
    return board.tool && board.held !== 'select' ? { is: 'draw' } : pan
  }

  /** What this press moves, or chooses: with a tool in hand only what is active, by its line or its name; without, whatever lies there. */
  private grabbed(target: Element, screen: Point): string | undefined {
    const { board } = this, { current, held } = board, inside = board.at(board.toPicture(screen)), onActive = !!current && inside.some(m => m.id === current.id)
    const line = target.closest('.grab, .name')?.closest<SVGElement>('[data-id]')?.dataset['id']
    if (board.eager) return line !== undefined && line === current?.id ? line : undefined
    if (onActive) return current!.id
    return line ?? (held === 'select' ? inside[0]?.id : undefined)
  }

  moved = (e: PointerEvent): void => {
    const { board, press } = this
    if (!board.view || !board.size) return
    const screen = this.screen(e)
    if (this.down.has(e.pointerId)) this.down.set(e.pointerId, screen)
    if (this.pinch) return this.pinching()
    board.pointer = board.toPicture(screen)
    if (!press) {
      if (board.draft && !board.cursor) board.draft = follow(board.draft, this.aim(screen))
      if (board.draft || board.loupe || board.crosshair || board.held === 'brush' || board.held === 'eraser') board.redraw()
      return
    }
    if (e.pointerId !== press.pointer) return
    if (!press.moved && distance(press.screen, screen) < STILL * (press.touch ? 2 : 1)) return
    if (!press.moved) { press.moved = true; this.began(press) }
    const to = this.aim(screen), { gesture } = press
    switch (gesture.is) {
      case 'pan': board.look(pan(gesture.view, screen.x - press.screen.x, screen.y - press.screen.y, board.size, board.frame)); break
      case 'pull': board.drag = { id: gesture.id, figure: pulled(gesture.before, gesture.handle, to, board.size, e.shiftKey) }; break
      case 'move': board.drag = { id: gesture.id, figure: move(gesture.before, to.x - press.from.x, to.y - press.from.y, board.size) }; break
      case 'draw': if (board.draft) board.draft = follow(board.draft, to); break
      case 'paint': for (const at of e.getCoalescedEvents?.() ?? [e]) board.brush.to(board.toPicture(this.screen(at)))
    }
    board.redraw()
  }
  private began({ gesture, from }: Press): void {
    const { board } = this, shape = board.tool?.shape
    if (gesture.is === 'move' && !gesture.wasActive && gesture.id) board.session.activate(gesture.id)
    if (gesture.is === 'draw' && !board.draft && (shape === 'rectangle' || shape === 'ellipse')) board.draft = begin(shape, from)
  }

  released = (e: PointerEvent): void => {
    const { board, press } = this
    this.down.delete(e.pointerId)
    if (this.pinch) { if (this.down.size < 2) this.pinch = null; return }
    if (!press || e.pointerId !== press.pointer) return
    this.press = null
    const at = this.aim(this.screen(e)), { gesture } = press
    if (gesture.is === 'paint') board.brush.end()
    else if (gesture.is === 'draw') this.drew(press, at)
    else if (!press.moved) this.clicked(press)
    else if (gesture.is === 'pull' || gesture.is === 'move') this.settle(gesture.id)
    board.redraw()
  }
  /** What was dragged stands: one step, however long the way was. */
  private settle(id: string): void {
    const { board } = this, figure = board.drag?.id === id ? board.drag.figure : null, mark = board.markOf(id), before = this.before(id)
    board.drag = null
    if (!figure || !before || !mark) return
    if (mark.painted && mark.mask && figure.is === 'rectangle') {
      const sx = mark.mask.size.width / board.size!.width, sy = mark.mask.size.height / board.size!.height, was = mark.figure.is === 'rectangle' ? mark.figure : figure
      board.put(id, paintedValue(shifted(mark.mask, (figure.x - was.x) * sx, (figure.y - was.y) * sy), before))
    } else board.put(id, valueOf(figure, board.size!, before))
  }
  private before(id: string) { return id ? this.board.session.region(id)?.value : this.board.session.focus.pending?.value }

  private clicked({ gesture, screen, from }: Press): void {
    const { board } = this
    if (gesture.is === 'pull') {
      if (gesture.handle.is === 'between') { board.put(gesture.id, valueOf(pulled(gesture.before, gesture.handle, from, board.size!), board.size!, this.before(gesture.id))); board.point = gesture.handle.n + 1 }
      return
    }
    if (gesture.is === 'pan' && board.held !== 'select') return
    this.choose(screen, gesture.is === 'move' ? gesture.id : undefined)
  }
  /** The uppermost there; clicked again, the one below it. */
  private choose(screen: Point, grabbed?: string): boolean {
    const { board } = this, there = board.at(board.toPicture(screen)).filter(m => m.id), now = there.findIndex(m => m.id === board.session.focus.active)
    const next = now >= 0 ? there[(now + 1) % there.length] : there.find(m => m.id === grabbed) ?? there[0] ?? board.marks.find(m => m.id === grabbed)
    if (next || !board.session.focus.pending) board.session.activate(next?.id ?? null)
    return !!next
  }
  private drew(press: Press, at: Point): void {
    const { board } = this, shape = board.tool?.shape, reach = 12 / board.view!.scale
    if (!shape || shape === 'brush') return
    if (board.draft?.is === 'corners') {
      const figure = finished(follow(board.draft, at))
      if (figure) board.finish(figure)
      else if (press.moved) board.draft = null
      return
    }
    if (board.draft) { if (closes(board.draft, at, reach)) board.close(); else board.draft = addPoint(board.draft, at); return }
    if (!press.moved && !board.eager && this.choose(press.screen)) return
    if (shape === 'keypoint') board.finish({ is: 'keypoint', ...press.from, width: board.pointWidth })
    else { board.session.activate(null); board.draft = begin(shape, press.from) }
  }

  private pinched(): void {
    const [a, b] = [...this.down.values()] as [Point, Point]
    this.cancel()
    this.pinch = { apart: Math.max(1, distance(a, b)), middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, view: this.board.view! }
  }
  private pinching(): void {
    const { board, pinch } = this, [a, b] = [...this.down.values()]
    if (!pinch || !a || !b) return
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, size = board.size!
    board.look(pan(zoom(pinch.view, distance(a, b) / pinch.apart, pinch.middle, size, board.frame), middle.x - pinch.middle.x, middle.y - pinch.middle.y, size, board.frame))
  }
  /** Lets go of what is being done, undone. True if there was something. */
  cancel = (): boolean => {
    const had = !!this.press
    if (this.press?.gesture.is === 'paint') this.board.brush.drop()
    this.press = null
    this.board.drag = null
    if (had) this.board.redraw()
    return had
  }
  lost = (e: PointerEvent): void => { this.down.delete(e.pointerId); if (this.down.size < 2) this.pinch = null; if (this.press?.pointer === e.pointerId) this.cancel() }
  left = (): void => { if (!this.press) { this.board.pointer = null; this.board.redraw() } }

  wheeled = (e: WheelEvent): void => {
    const { board } = this
    if (!board.view || !board.size) return
    // Where the whole picture is in sight already, the wheel scrolls the page on.
    if (e.deltaY > 0 && board.fitted && !e.ctrlKey) return
    e.preventDefault()
    const by = Number(board.node.attrs['zoomBy']) || 1.1, lines = e.deltaMode === 1 ? e.deltaY / 3 : e.deltaY / (e.ctrlKey ? 12 : 100)
    board.look(zoom(board.view, by ** -(Math.sign(lines) * Math.min(4, Math.abs(lines))), this.screen(e), board.size, board.frame))
  }
}

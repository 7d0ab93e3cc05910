/** The brush: strokes under way, and the canvases that show what is painted. */
import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Point, Size } from '../../core/image/plane'
import { look } from '../colour'
import type { ImageView } from './element'
import type { Mark } from './marks'
import { draw, Stroke, valueOf } from './paint'

export class Brush {
  /** In pixels of the picture. */
  radius = 10
  private stroke: Stroke | null = null
  /** The region the stroke is made on; '' the pending place, null a new one. */
  private on: string | null = null
  private encoding: (() => void) | null = null
  constructor(private readonly board: ImageView) {}
  get painting(): boolean { return this.stroke !== null && this.encoding === null }
  forget(): void { this.stroke = this.encoding = null }

  from(at: Point): void {
    this.keep()
    const { board } = this, { current } = board, on = current?.painted ? current : null, erase = board.held === 'eraser'
    if (erase && !on) return
    const size = on?.mask?.size ?? board.size!
    this.on = on ? on.id : null
    if (!on) board.session.activate(null)
    this.stroke = Stroke.begin(on?.mask ?? null, size, (this.radius * size.width) / board.size!.width, erase, this.inMask(at, size))
  }
  private inMask(p: Point, size: Size): Point { const { width, height } = this.board.size!; return { x: (p.x * size.width) / width, y: (p.y * size.height) / height } }
  to(at: Point): void { if (this.stroke) { this.stroke.to(this.inMask(at, this.stroke.mask.size)); this.board.redraw() } }
  drop(): void { this.stroke = null; this.board.redraw() }
  /** The stroke is in the answer a moment later: its run lengths are not made while the hand is still moving on. */
  end(): void {
    if (!this.painting) return
    const timer = setTimeout(() => this.keep(), 0)
    this.encoding = () => clearTimeout(timer)
  }
  /** What was painted is in the answer now. */
  keep(): void {
    const { stroke, on, board } = this, { session } = board
    if (!stroke || !this.encoding) return
    this.encoding()
    this.forget()
    if (stroke.empty) { if (on) session.remove(on); else if (on === '') session.pend(null); return }
    if (on === null) board.mark(valueOf(stroke.mask))
    else board.put(on, valueOf(stroke.mask, on ? session.region(on)?.value : session.focus.pending?.value))
  }

  /** The region, the pending place and the new one, each by the id of its canvas. */
  canvases(marks: readonly Mark[]) {
    const { board } = this, { active, armed } = board.session.focus, fresh = this.stroke && this.on === null
    const hue = armed?.label != null ? look(board.session.schema, armed.control, armed.label) : { hue: '', style: '' }
    return html`${repeat(marks.filter(m => m.painted), m => m.id, m => html`<canvas data-mask=${m.id} class="${m.hue} ${m.id === active ? 'on' : ''} ${m.ghost ? 'ghost' : ''}" .style=${m.style}></canvas>`)}
      ${board.waiting?.painted ? html`<canvas data-mask="pending" class="on"></canvas>` : nothing}${fresh ? html`<canvas data-mask="new" class="on ${hue.hue}" .style=${hue.style}></canvas>` : nothing}`
  }
  paint(size: Size): void {
    for (const canvas of this.board.querySelectorAll<HTMLCanvasElement>('canvas[data-mask]')) {
      const id = canvas.dataset['mask'] === 'pending' ? '' : canvas.dataset['mask']!, working = this.stroke && (this.on ?? 'new') === id ? this.stroke : null
      const mask = working?.mask ?? this.board.markOf(id)?.mask
      if (mask) draw(canvas, mask, size, working?.take() ?? null)
    }
  }
}

/** The pointer on a waveform: a click, a stretch drawn, a place moved by its name, a border moved. */
export type Grip = { readonly on: 'wave' } | { readonly on: 'place'; readonly id: string } | { readonly on: 'edge'; readonly id: string; readonly edge: 'start' | 'end' }
export interface Ports {
  /** The moment under a pointer. */
  moment(clientX: number): number
  clicked(grip: Grip, at: number): void
  /** While it is dragged; `done` with the last. `gesture` is one number for the whole of it. */
  dragged(grip: Grip, from: number, to: number, gesture: number, done: boolean): void
  /** Escape, or the system, took the pointer away. */
  dropped(): void
  scroll(pixels: number): void
  bounds(): DOMRect
}
/** A hand is not quite still when it clicks. */
const STILL = 4
let gestures = 0

function gripOf(event: Event): Grip {
  const path = event.composedPath().filter((e): e is HTMLElement => e instanceof HTMLElement)
  const id = path.find(e => e.dataset['place'])?.dataset['place'], edge = path.find(e => e.dataset['edge'])?.dataset['edge']
  if (id === undefined) return { on: 'wave' }
  return edge === 'start' || edge === 'end' ? { on: 'edge', id, edge } : { on: 'place', id }
}

export function hand(wrapper: HTMLElement, ports: Ports): () => void {
  let held: { readonly grip: Grip; readonly from: number; readonly x: number; readonly pointer: number; readonly gesture: number; moving: boolean } | null = null
  const down = (e: PointerEvent): void => {
    if (e.button !== 0 || !e.isPrimary || held) return
    held = { grip: gripOf(e), from: ports.moment(e.clientX), x: e.clientX, pointer: e.pointerId, gesture: ++gestures, moving: false }
    wrapper.setPointerCapture(e.pointerId)
  }
  const move = (e: PointerEvent): void => {
    if (!held || e.pointerId !== held.pointer) return
    if (!held.moving && Math.abs(e.clientX - held.x) < STILL) return
    held.moving = true
    const { left, right } = ports.bounds()
    if (e.clientX > right || e.clientX < left) ports.scroll((e.clientX > right ? e.clientX - right : e.clientX - left) / 4)
    ports.dragged(held.grip, held.from, ports.moment(e.clientX), held.gesture, false)
  }
  const up = (e: PointerEvent): void => {
    if (!held || e.pointerId !== held.pointer) return
    const { grip, from, moving, gesture } = held
    held = null
    if (moving) ports.dragged(grip, from, ports.moment(e.clientX), gesture, true)
    else ports.clicked(grip, from)
  }
  const gone = (): void => { if (held?.moving) ports.dropped(); held = null }
  wrapper.addEventListener('pointerdown', down)
  wrapper.addEventListener('pointermove', move)
  wrapper.addEventListener('pointerup', up)
  wrapper.addEventListener('pointercancel', gone)
  return () => {
    wrapper.removeEventListener('pointerdown', down)
    wrapper.removeEventListener('pointermove', move)
    wrapper.removeEventListener('pointerup', up)
    wrapper.removeEventListener('pointercancel', gone)
  }
}

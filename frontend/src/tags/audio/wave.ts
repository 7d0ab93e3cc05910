/** wavesurfer.js, kept to what it is good at: the waveform, the playhead, zoom and scroll. What lies on it is drawn by us. */
import WaveSurfer from 'wavesurfer.js'
import { holds, type Place } from '../../core/sound/place'
import { adopt } from './sheet'
import type { Sound } from './sounds'

export interface Told { moved(): void; played(): void; drawn(): void; scrolled(): void }
export interface Look { readonly height: number; readonly cursor: number; readonly centred: boolean }

/** Canvas knows no custom properties. */
const ink = (at: Element, token: string): string => {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  at.append(probe)
  const found = getComputedStyle(probe).color
  probe.remove()
  return found
}

export class Wave {
  readonly layer = document.createElement('div')
  readonly length: number
  private readonly surfer: WaveSurfer
  private until: Place | null = null
  /** Where the playhead was put; the player gets there a little later. */
  private aim: number | null = null
  private stops: (() => void)[] = []
  loop = false

  constructor(private readonly home: HTMLElement, sound: Sound & { is: 'ready' }, look: Look, private readonly told: Told) {
    this.length = sound.length
    const apart = document.createElement('div'), dark = matchMedia('(prefers-color-scheme: dark)')
    this.surfer = WaveSurfer.create({
      container: apart, height: look.height, interact: false, cursorColor: 'var(--text)', cursorWidth: look.cursor, autoCenter: look.centred,
      waveColor: ink(home, '--line-strong'), progressColor: ink(home, '--accent'), normalize: true,
    })
    const wrapper = this.surfer.getWrapper(), root = wrapper.getRootNode() as ShadowRoot
    adopt(root)
    this.layer.className = 'layer'
    wrapper.append(this.layer)
    this.surfer.setOptions({ container: home }) // moves it there, now that its styles are ones the page allows
    const painted = (): void => this.surfer.setOptions({ waveColor: ink(home, '--line-strong'), progressColor: ink(home, '--accent') })
    dark.addEventListener('change', painted)
    this.stops = [
      () => dark.removeEventListener('change', painted),
      this.surfer.on('timeupdate', () => { if (this.playing) this.aim = null; this.watch(); told.moved() }), this.surfer.on('play', told.played), this.surfer.on('pause', told.played),
      this.surfer.on('finish', () => this.ended()), this.surfer.on('redraw', told.drawn), this.surfer.on('scroll', told.scrolled), this.surfer.on('seeking', told.moved),
    ]
    // Loaded by its address with its samples given, it fetches and decodes nothing.
    this.surfer.load(sound.address, sound.samples ? [...sound.samples] : [new Float32Array(2)], sound.length).then(told.drawn, () => {})
  }
  get now(): number { return this.aim ?? this.surfer.getCurrentTime() }
  get playing(): boolean { return this.surfer.isPlaying() }
  get wrapper(): HTMLElement { return this.surfer.getWrapper() }
  get width(): number { return this.surfer.getWidth() }
  /** Pixels of one second as it is drawn now. */
  get scale(): number { return this.wrapper.clientWidth / this.length || 1 }
  get seen(): Place { const from = this.surfer.getScroll() / this.scale; return { start: from, end: from + this.width / this.scale } }

  seek(seconds: number): void {
    if (this.until && !holds(this.until, seconds)) this.until = null
    this.put(seconds)
    this.show(seconds)
    this.told.moved()
  }
  private put(seconds: number): void { this.aim = Math.max(0, Math.min(seconds, this.length)); this.surfer.setTime(this.aim) }
  /** Scrolls so far that a moment is in sight. */
  show(seconds: number): void {
    const { start, end } = this.seen
    if (seconds < start || seconds > end) this.surfer.setScroll(Math.max(0, seconds * this.scale - this.width / 3))
  }
  scrollBy(pixels: number): void { this.surfer.setScroll(this.surfer.getScroll() + pixels) }
  /** From the playhead on; within a place, to its end. */
  play(within: Place | null = null): void {
    this.until = within
    if (within && (this.now < within.start || this.now >= within.end - 0.01)) this.put(within.start)
    else if (!within && this.now >= this.length - 0.01) this.put(0)
    this.surfer.play().catch(() => this.told.played())
  }
  stop(): void { this.until = null; this.surfer.pause() }
  private watch(): void {
    const { until } = this
    if (!until || !this.playing || this.now < until.end) return
    if (this.loop) this.put(until.start)
    else { this.surfer.pause(); this.put(until.end); this.until = null }
  }
  private ended(): void {
    if (this.loop) this.play(this.until)
    else { this.until = null; this.told.played() }
  }
  speed(rate: number): void { this.surfer.setPlaybackRate(rate, true) }
  volume(share: number): void { this.surfer.setVolume(share) }
  /** 1: the whole sound is in sight. */
  zoom(times: number): void {
    const middle = this.now
    this.surfer.zoom(times <= 1 ? 0 : (times * this.width) / this.length)
    if (times > 1) this.surfer.setScroll(Math.max(0, middle * this.scale - this.width / 2))
    this.told.scrolled()
  }
  done(): void {
    this.stops.forEach(stop => stop())
    this.stops = []
    this.surfer.pause()
    this.surfer.destroy()
    this.home.replaceChildren()
  }
}

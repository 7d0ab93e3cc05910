import { html, nothing, render } from 'lit'
import { fill, gettext } from '../../core/language'
import { labelsOf } from '../../core/places'
import { between, endAt, holds, shifted, startAt, under, type Place } from '../../core/sound/place'
import { clock, given, SPEEDS, stepped, ticks } from '../../core/sound/time'
import type { Pending, Region } from '../../core/types'
import { valueOf } from '../../core/values'
import { Tag } from '../base'
import { look } from '../colour'
import { bar } from './bar'
import { hand, type Grip } from './hand'
import { layer, waiting, type Drawn } from './layer'
import { sound, type Sound } from './sounds'
import { Wave } from './wave'

/** The id of the place that waits for its label, or for its end. */
const PENDING = ' pending'
/** Seconds by which keys move: the playhead far and near, a border. */
const FAR = 1, NEAR = 0.1, BORDER = 0.05
const number = (v: unknown): number => (typeof v === 'number' ? v : Number(v) || 0)

export class AudioView extends Tag {
  static override properties = { ...Tag.properties, sound: { state: true }, playing: { state: true }, loop: { state: true }, speed: { state: true }, zoom: { state: true }, says: { state: true } }
  declare sound: Sound | null
  declare playing: boolean
  declare loop: boolean
  declare speed: number
  declare zoom: number
  declare says: string
  private volume = 1
  private wave: Wave | null = null
  private letGo: () => void = () => {}
  /** Where a place begins that has no end yet. */
  private begun: number | null = null
  /** A stretch that is being drawn. */
  private drawing: Place | null = null
  private seen: string | null = null
  constructor() { super(); this.sound = null; this.playing = this.loop = false; this.speed = this.zoom = 1; this.says = '' }

  private get value() { return valueOf(this.node.attrs['value'], this.session.data) }
  /** Controls that make places here. */
  private get by(): readonly string[] { return this.session.controls.filter(c => c.kind === 'labels' && c.shape === 'sound' && c.toNames.includes(this.name)).map(c => c.name) }
  private get pending(): Pending | null { const { pending } = this.focused; return pending?.to === this.name ? pending : null }
  private get active(): Region | null { const { active } = this.session; return active?.to === this.name ? active : null }
  private get places(): readonly Region[] { return [...this.state.regions, ...this.session.ghosts].filter(r => r.to === this.name) }
  private spanOf = ({ value }: { readonly value: Region['value'] }): Place => ({ start: number(value['start']), end: number(value['end']) })
  /** What is played by itself, and whose borders keys move. */
  private get held(): Place | null { const it = this.pending ?? this.active; return it && this.spanOf(it) }

  protected override opened(): void {
    this.close()
    const { attrs } = this.node, { value } = this
    this.speed = given(attrs['defaultspeed'], this.speed, SPEEDS[0], 2)
    this.volume = given(attrs['defaultvolume'], this.volume, 0, 1)
    this.zoom = Math.round(given(attrs['defaultzoom'], 1, 1, 64))
    this.sound = this.begun = this.drawing = null
    this.says = ''
    this.seen = this.session.focus.active
    if (value.is === 'missing' || !value.text) return
    const { session } = this
    void sound(value.text).then(found => { if (this.session === session && this.isConnected) this.sound = found })
  }
  private close(): void { this.letGo(); this.wave?.done(); this.letGo = () => {}; this.wave = null; this.playing = false }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.close() }
  override connectedCallback(): void { super.connectedCallback(); this.requestUpdate() }

  override render() {
    const { value } = this, { attrs } = this.node
    if (value.is === 'missing') return html`<p class="alert warn" role="note">${fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field: value.field })}</p>`
    if (!value.text) return html`<p class="alert warn" role="note">${gettext('This task names no sound.')}</p>`
    if (this.sound?.is === 'broken') return html`<p class="alert warn" role="note">${this.sound.says}</p>`
    const without = new Set(['speed', 'zoom', 'volume'].filter(c => ['false', '0', 'no'].includes(attrs[c] ?? '')))
    return html`<div class="sound" aria-busy=${!this.sound}>
      ${bar({ keys: this.keys, playing: this.playing, loop: this.loop, speed: this.speed, volume: this.volume, zoom: this.zoom, without, place: !!this.held, act: what => { this.act(what) }, turn: v => this.turn(v), back: () => this.waveform?.focus() })}
      <div class="sound-wave" role="group" tabindex="0" aria-label=${this.sound ? fill(gettext('Waveform, %(length)s long'), { length: clock(this.sound.length, 1) }) : gettext('Waveform')}></div>
      ${this.sound ? nothing : html`<p class="sound-wait muted small" role="status"><span class="busy" aria-hidden="true"></span> ${gettext('Fetching the sound…')}</p>`}
      ${this.sound?.note ? html`<p class="muted small" role="note">${this.sound.note}</p>` : nothing}
      <p class="sound-says small" role="status">${this.says}</p></div>`
  }
  private get waveform(): HTMLElement | null { return this.querySelector('.sound-wave') }
  override updated(): void {
    const home = this.waveform
    if (this.sound?.is === 'ready' && home && !this.wave && this.isConnected) this.open(home, this.sound)
    this.follow()
    this.paint()
  }
  private open(home: HTMLElement, ready: Sound & { is: 'ready' }): void {
    const { attrs } = this.node, look = { height: given(attrs['height'] ?? attrs['waveheight'] ?? attrs['waveHeight'], 112, 48, 400), cursor: given(attrs['cursorwidth'], 2, 1, 8), centred: attrs['autocenter'] !== 'false' }
    home.style.setProperty('--wave', `${look.height}px`)
    const wave = (this.wave = new Wave(home, ready, look, {
      moved: () => { if (this.wave) { this.tell(); if (this.begun !== null) this.paint() } },
      played: () => { if (this.wave) this.playing = this.wave.playing },
      drawn: () => this.paint(), scrolled: () => this.paint(),
    }))
    wave.speed(this.speed)
    wave.volume(this.volume)
    wave.loop = this.loop
    if (this.zoom > 1) wave.zoom(this.zoom)
    this.letGo = hand(wave.wrapper, {
      moment: x => { const { left, width } = wave.wrapper.getBoundingClientRect(); return ((x - left) / (width || 1)) * wave.length },
      clicked: (grip, at) => this.clicked(grip, at), dragged: (grip, from, to, gesture, done) => this.dragged(grip, from, to, gesture, done),
      dropped: () => { this.drawing = null; this.paint() }, scroll: pixels => wave.scrollBy(pixels), bounds: () => home.getBoundingClientRect(),
    })
  }
  /** Whoever comes to a place by the list or a key hears it from its beginning. */
  private follow(): void {
    const { active, wave } = this
    if (!wave || this.seen === (active?.id ?? null)) return
    this.seen = active?.id ?? null
    if (!active) return
    const span = this.spanOf(active)
    if (holds(span, wave.now)) wave.show(wave.now)
    else if (!wave.playing) wave.seek(span.start)
  }
  private tell(): void {
    const { wave } = this, now = this.querySelector('.sound-clock .now'), whole = this.querySelector('.sound-clock .whole')
    if (now) now.textContent = clock(wave?.now ?? 0, 2)
    if (whole) whole.textContent = wave ? clock(wave.length, 2) : '–'
  }

  // --- drawing ----------------------------------------------------------------------------------------------------
  private drawn(): Drawn[] {
    const { wave, pending, begun, drawing } = this, accent = '--hue:var(--accent)', found = this.places.map((r): Drawn => {
      const [control, answer] = Object.entries(r.answers).find(([, a]) => a.kind === 'labels' && a.labels.length) ?? ['', null]
      const { hue, style } = look(this.session.schema, control, answer?.kind === 'labels' ? answer.labels[0] ?? '' : ''), ghost = this.session.isGhost(r.id)
      return {
        ...this.spanOf(r), id: r.id, name: labelsOf(r, this.session.schema).join(', ') || gettext('no label'), sign: ghost ? this.session.sign(r.id) : '',
        hue: style || `--hue:var(--label-${hue.slice(4)})`, is: [...(ghost ? ['ghost'] : []), ...(r.id === this.focused.active ? ['active'] : [])],
      }
    })
    if (pending) found.push({ ...this.spanOf(pending), id: PENDING, name: waiting(), sign: '', hue: accent, is: ['pending'] })
    if (drawing) found.push({ ...drawing, id: `${PENDING} drawn`, name: '', sign: '', hue: accent, is: ['pending'] })
    else if (begun !== null && wave) found.push({ start: begun, end: Math.max(begun, wave.now), id: `${PENDING} open`, name: '…', sign: '', hue: accent, is: ['pending', 'open'] })
    return found
  }
  private paint(): void {
    const { wave } = this
    this.tell()
    if (!wave || !this.state) return
    const { start, end } = wave.seen, room = (end - start) / 2
    const { count, drawn } = layer(this.drawn(), ticks(Math.max(0, start - room), Math.min(wave.length, end + room), wave.scale), wave.length)
    this.waveform?.style.setProperty('--lanes', String(count))
    render(drawn, wave.layer)
  }

  // --- the pointer ------------------------------------------------------------------------------------------------
  private get near(): number { return Math.max(0.02, 4 / (this.wave?.scale ?? 200)) }
  private clicked(grip: Grip, at: number): void {
    const { wave } = this
    this.waveform?.focus({ preventScroll: true })
    if (!wave) return
    if (grip.on !== 'wave') { if (grip.id !== PENDING) this.session.activate(grip.id); return }
    wave.seek(at)
    const found = under(this.places.map(r => ({ id: r.id, ...this.spanOf(r) })), at, this.focused.active)
    if (found) this.seen = found.id // the playhead stays where the click put it
    if (!this.pending || !holds(this.spanOf(this.pending), at)) this.session.activate(found?.id ?? null)
  }
  private dragged(grip: Grip, from: number, to: number, gesture: number, done: boolean): void {
    const { wave } = this
    if (!wave) return
    if (grip.on !== 'wave') return this.drag(grip, from, to, gesture, done)
    if (!this.by.length) return wave.seek(to)
    const place = between(from, to, wave.length, this.near)
    this.drawing = done ? null : place
    if (done && place) { this.begun = null; wave.seek(place.start); this.mark(place) }
    this.paint()
  }
  private grabbed: { readonly gesture: number; readonly place: Place } | null = null
  private drag(grip: Exclude<Grip, { on: 'wave' }>, from: number, to: number, gesture: number, done: boolean): void {
    const { wave } = this, region = this.session.region(grip.id), it = grip.id === PENDING ? this.pending : region
    if (!wave || !it) return
    if (this.grabbed?.gesture !== gesture) { this.grabbed = { gesture, place: this.spanOf(it) }; if (region && region.id !== this.focused.active) { this.seen = region.id; this.session.activate(region.id) } }
    const was = this.grabbed.place, near = this.near, at = to < near ? 0 : to > wave.length - near ? wave.length : to
    this.put(grip.on === 'place' ? shifted(was, to - from, wave.length) : grip.edge === 'start' ? startAt(was, at, wave.length) : endAt(was, at, wave.length), grip.id, `sound ${gesture}`)
    if (done) this.grabbed = null
  }

  // --- places -----------------------------------------------------------------------------------------------------
  private valued = (place: Place): Pending => ({ to: this.name, value: { start: place.start, end: place.end, channel: 0 }, beside: { original_length: this.wave!.length }, by: this.by })
  private mark(place: Place): void {
    const made = this.session.mark(this.valued(place))
    if (made) this.seen = made
  }
  /** New borders for the place with this id, or the pending one. */
  private put(place: Place, id: string, joins: string): boolean {
    const { pending } = this, region = this.session.region(id)
    if (id === PENDING && pending) this.session.pend({ ...pending, value: { ...pending.value, start: place.start, end: place.end } })
    else if (region && (region.value['start'] !== place.start || region.value['end'] !== place.end)) this.session.place(id, { ...region.value, start: place.start, end: place.end }, joins)
    return true
  }
  private borders(move: (p: Place, length: number) => Place, joins: string): boolean {
    const { held, wave } = this
    if (!held || !wave) return false
    return this.put(move(held, wave.length), this.pending ? PENDING : this.active!.id, `${joins} ${this.active?.id ?? ''}`)
  }
  private start(): boolean {
    const { wave, held } = this
    if (!wave || !this.by.length) return false
    this.says = ''
    const { now } = wave
    // Past its end a place cannot begin: there another one does.
    if (held && now < held.end - 0.005 && this.begun === null) return this.borders((p, length) => startAt(p, now, length), 'sound start')
    if (held) this.session.activate(null)
    this.session.pend(null)
    this.begun = now
    this.paint()
    return true
  }
  private end(): boolean {
    const { wave, held, begun } = this
    if (!wave || !this.by.length) return false
    const { now } = wave, place = begun === null ? null : between(begun, now, wave.length)
    this.says = ''
    if (place) { this.begun = null; this.mark(place); this.paint() }
    else if (begun === null && held && now > held.start) this.borders((p, length) => endAt(p, now, length), 'sound end')
    else this.says = begun === null ? gettext('Say first where it begins.') : gettext('It begins here: play or move on to where it ends.')
    return true
  }
  private cancel(): boolean {
    if (this.begun === null && !this.drawing) return false
    this.begun = this.drawing = null
    this.paint()
    return true
  }

  // --- keys -------------------------------------------------------------------------------------------------------
  private turn(volume: number): void { this.volume = volume; this.wave?.volume(volume) }
  private zoomTo(times: number): boolean { this.zoom = Math.max(1, Math.min(64, times)); this.wave?.zoom(this.zoom); return true }
  private speedTo(by: 1 | -1): boolean { this.speed = stepped(this.speed, by); this.wave?.speed(this.speed); return true }
  private play(again: boolean): boolean {
    const { wave, held } = this
    if (!wave) return true
    if (wave.playing && !again) wave.stop()
    else if (again && held) { wave.seek(held.start); wave.play(held) }
    else wave.play(held && wave.now >= held.start && wave.now < held.end - 0.01 ? held : null)
    return true
  }
  private seek(by: number): boolean { this.wave?.seek(this.wave.now + by); return true }
  override act(what: string): boolean {
    if (!this.sound || this.sound.is === 'broken') return false
    switch (what) {
      case 'play': return this.play(false)
      case 'replay': return this.play(true)
      case 'loop': this.loop = !this.loop; if (this.wave) this.wave.loop = this.loop; return true
      case 'right': return this.seek(FAR)
      case 'left': return this.seek(-FAR)
      case 'Shift+right': return this.seek(NEAR)
      case 'Shift+left': return this.seek(-NEAR)
      case 'start': return this.start()
      case 'end': return this.end()
      case 'Mod+right': return this.borders((p, length) => startAt(p, p.start + BORDER, length), 'sound start')
      case 'Mod+left': return this.borders((p, length) => startAt(p, p.start - BORDER, length), 'sound start')
      case 'Mod+Shift+right': return this.borders((p, length) => endAt(p, p.end + BORDER, length), 'sound end')
      case 'Mod+Shift+left': return this.borders((p, length) => endAt(p, p.end - BORDER, length), 'sound end')
      case 'faster': return this.speedTo(1)
      case 'slower': return this.speedTo(-1)
      case 'zoom-in': return this.zoomTo(this.zoom * 2)
      case 'zoom-out': return this.zoomTo(this.zoom / 2)
      case 'fit': return this.zoomTo(1)
      case 'cancel': return this.cancel()
      default: return false
    }
  }
}
customElements.define('an-audio', AudioView)

/** One task being answered. Every change goes through `apply`; undo, drafts and the views listen to the one stream of changes. */
import { answer, answerRegion } from './commands/answer'
import { choose, classify } from './commands/choose'
import { rate } from './commands/rate'
import { addRegion, labelRegion, placeRegion, removeRegion } from './commands/region'
import { nameRelation, relate, turn, unrelate } from './commands/relate'
import { isRegion, optionsOf, schemaOf, type ChoicesControl, type Control, type RegionControl, type Schema } from './controls'
import { Emitter } from './emitter'
import { History } from './history'
import { gettext } from './language'
import { missing } from './missing'
import { inOrder } from './places'
import { fromResult, toResult } from './results'
import { startOf, startOfRegion } from './start'
import { Stopwatch } from './stopwatch'
import { accept, fateOf, offersOf, openOffers, reject, type Offer } from './suggestions'
import { noFocus, type Answer, type Change, type Claim, type Fate, type Focus, type Json, type Path, type Pending, type Refusal, type Region, type Result, type State, type TagNode } from './types'
import { usedUp } from './usage'
import { askedOf, inSight } from './visible'

export interface Opening {
  /** What to begin with: a draft, or the answer that is being corrected. */
  readonly result?: readonly Result[] | null
  /** The id of the annotation that this one corrects. */
  readonly corrects?: string
  /** The id of a kept answer that the server refused and that this one takes the place of. */
  readonly replaces?: string
  readonly problem?: Refusal
  /** What others say, in place of a model's suggestion. */
  readonly offers?: readonly Offer[]
}
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'
const shortId = (): string => [...crypto.getRandomValues(new Uint8Array(10))].map(b => LETTERS[b & 63]).join('')

export class Session extends Emitter<Change> {
  readonly schema: Schema
  readonly offers: readonly Offer[]
  readonly watch: Stopwatch
  readonly focusing = new (class extends Emitter<Focus> { tell(f: Focus): void { this.emit(f) } })()
  /** Set when the server said that this seat is no longer ours. */
  lost: Refusal | null = null
  private now: State
  private readonly first: State | null
  private at: Focus = noFocus
  private readonly history = new History()

  constructor(tree: TagNode, readonly claim: Claim, now: () => number, readonly opening: Opening = {}, private readonly newId: () => string = shortId) {
    super()
    this.schema = schemaOf(tree)
    this.offers = opening.offers ?? offersOf(claim.suggestion, this.schema)
    this.watch = new Stopwatch(now, claim.assignment.seconds ?? 0)
    const from = opening.result ?? claim.assignment.draft
    this.now = fromResult(from ?? [], this.schema)
    if (!from) this.preselect()
    this.first = from?.length ? null : this.now
    this.subscribe(change => this.history.record(change))
  }
  private preselect(): void {
    for (const control of this.schema.controls) {
      const given = control.perRegion ? null : startOf(control, this.data)
      if (given) this.now = answer(this.now, control.name, given)
    }
  }
  /** What an object has to say of a region of its own (that its place is not there), by id: told in the list of regions. */
  readonly remarks = new Map<string, string>()
  remark(id: string, says: string): void {
    if ((this.remarks.get(id) ?? '') === says) return
    if (says) this.remarks.set(id, says)
    else this.remarks.delete(id)
    this.focusing.tell(this.at)
  }
  get controls(): readonly Control[] { return this.schema.controls }
  get data(): Json { return this.claim.task.data }
  get state(): State { return this.now }
  get focus(): Focus { return this.at }
  get result(): Result[] { return toResult(this.now, this.schema) }
  /** Has a person begun to answer? What the config has selected, and a text that was there already, are nobody's work. */
  get begun(): boolean { return this.now !== this.first }
  get missing(): string[] { return missing(this.now, this.schema) }
  get active(): Region | null { return this.region(this.at.active) }
  /** One's own region, or one that a model suggests and nobody decided on. */
  region(id: string | null): Region | null { return id === null ? null : this.now.regions.find(r => r.id === id) ?? this.ghosts.find(r => r.id === id) ?? null }
  /** Suggestions still open. */
  get open(): Offer[] { return openOffers(this.now, this.offers) }
  /** Whose idea a region is that is not one's own yet. */
  sign(id: string): string { return this.offers.find(o => o.id === id)?.by?.join(' · ') ?? gettext('suggested') }
  get ghosts(): Region[] { return this.open.flatMap(o => (o.region ? [o.region] : [])) }
  isGhost(id: string | null): boolean { return id !== null && this.offers.some(o => o.id === id) && !this.now.regions.some(r => r.id === id) && this.ghosts.some(r => r.id === id) }
  get fates(): Readonly<Record<string, Fate>> { return Object.fromEntries(this.offers.map(o => [o.id, fateOf(this.now, o, this.schema)])) }
  sees(control: Control): boolean { return inSight(control, this.schema, this.now, this.active) }
  /** The one question of a config that a single key can answer: submitting on choice is offered for it alone. */
  get only(): ChoicesControl | null {
    const [first, second] = this.controls
    return first?.kind === 'choices' && !first.multiple && !first.perRegion && !second ? first : null
  }

  private apply(after: State, how: Pick<Change, 'origin' | 'joins'> = { origin: 'person' }): void {
    if (after === this.now) return
    const before = this.now
    this.now = after
    if (this.at.active !== null && !this.region(this.at.active)) this.focusOn({ active: null })
    this.emit({ before, after, ...how })
  }
  private focusOn(change: Partial<Focus>): void {
    this.at = { ...this.at, ...change }
    this.focusing.tell(this.at)
  }

  // --- answers ----------------------------------------------------------------------------------------------------
  /** What a control holds now; asked per region, that of the active one (or of the one named). */
  answerOf(control: Control, region: Region | null = this.active): Answer | undefined {
    return control.perRegion ? region?.answers[control.name] : this.now.answers[control.name]
  }
  /** joins: see Change. A question asked per region is answered for the active one, or for the one named. */
  answer(control: Control, given: Answer, joins?: string, region: Region | null = this.active): void {
    const how = { origin: 'person' as const, ...(joins ? { joins } : {}) }
    if (!control.perRegion) return this.apply(answer(this.now, control.name, given), how)
    if (!region) return
    const taken = this.taken(region.id)
    this.apply(answerRegion(taken, region.id, control.name, given), how)
  }
  /** Working on a suggested region accepts it. */
  private taken(id: string): State {
    const offer = this.isGhost(id) ? this.offers.find(o => o.id === id) : undefined
    return offer ? accept(this.now, offer) : this.now
  }
  choose(name: string, value: string | Path): void {
    const control = this.schema.control(name)
    if (control?.kind === 'choices') this.answer(control, choose(this.answerOf(control), control, value, optionsOf(control, this.data)))
    if (control?.kind === 'taxonomy' && typeof value !== 'string') this.answer(control, classify(this.answerOf(control), control, value))
  }
  rate(name: string, stars: number): void {
    const control = this.schema.control(name)
    if (control?.kind === 'rating') this.answer(control, rate(this.answerOf(control), control, stars))
  }
  write(name: string, texts: readonly string[]): void {
    const control = this.schema.control(name)
    if (control?.kind === 'text') this.answer(control, { kind: 'text', texts }, `write ${name} ${control.perRegion ? this.at.active : ''}`)
  }
  /** The left or the right one of a pair; the same again takes it back. */
  prefer(name: string, side: 'left' | 'right'): void {
    const control = this.schema.control(name), now = control && this.answerOf(control)
    if (control?.kind === 'pairwise') this.answer(control, { kind: 'pairwise', selected: now?.kind === 'pairwise' && now.selected === side ? null : side })
  }

  // --- regions ----------------------------------------------------------------------------------------------------
  /** Controls that may name a place made by one of `by`, with their labels. */
  private namers(by: readonly string[], to: string): RegionControl[] {
    return this.controls.filter((c): c is RegionControl => isRegion(c) && c.toNames.includes(to) && (by.includes(c.name) || c.shape === null))
  }
  /**
   * A place was chosen. An armed label, or the only one there is, makes it a region at once; so does a control without labels. Otherwise it
   * waits, drawn as pending, for its label. The id of the region that was made, or null.
   */
  mark(pending: Pending): string | null {
    const { armed } = this.at, namers = this.namers(pending.by, pending.to)
    const options = namers.flatMap(c => optionsOf(c, this.data).map(o => ({ control: c, label: o.value })))
    const bare = this.controls.find((c): c is RegionControl => isRegion(c) && c.bare && pending.by.includes(c.name) && (armed?.control === c.name || pending.by.length === 1))
    const chosen = armed?.label != null ? options.find(o => o.control.name === armed.control && o.label === armed.label) : options.length === 1 ? options[0] : undefined
    if (bare) return this.make(pending, bare, null, chosen && chosen.control !== bare ? chosen : undefined)
    if (chosen && !usedUp(this.now, chosen.control, chosen.label, this.data)) return this.make(pending, chosen.control, chosen.label)
    this.focusOn({ pending, active: null })
    return null
  }
  private make(pending: Pending, control: RegionControl, label: string | null, also?: { control: RegionControl; label: string }): string {
    const id = this.newId()
    const answers: Record<string, Answer> = { [control.name]: { kind: 'labels', labels: label === null ? [] : [label] } }
    if (also) answers[also.control.name] = { kind: 'labels', labels: [also.label] }
    this.history.rest()
    this.at = { ...this.at, active: id, pending: null }
    const region = { id, to: pending.to, value: pending.value, answers, beside: { origin: 'manual', ...pending.beside } }
    for (const c of this.controls) {
      const given = askedOf(c, this.schema, region, this.now.answers) ? startOfRegion(c, this.data) : null
      if (given) answers[c.name] = given
    }
    this.apply(addRegion(this.now, region))
    this.focusing.tell(this.at)
    return id
  }
  /** Drops the pending place, or moves it. */
  pend(pending: Pending | null): void { this.focusOn({ pending, ...(pending ? { active: null } : {}) }) }

  /** A label key does the one sensible thing: names the pending place, else renames the active region, else arms the label (again: puts it down). */
  label(name: string, label: string): void {
    const control = this.schema.control(name), { pending, armed } = this.at, { active } = this
    if (!isRegion(control)) return
    const held = active?.answers[name]
    if (usedUp(this.now, control, label, this.data) && !(held?.kind === 'labels' && held.labels.includes(label))) return
    if (pending && this.namers(pending.by, pending.to).includes(control)) { this.make(pending, control, label); return }
    if (active && this.suits(active, control)) {
      const rivals = this.controls.filter(c => isRegion(c) && c !== control && c.shape === control.shape && control.shape !== null && !c.bare).map(c => c.name)
      return this.apply(labelRegion(this.taken(active.id), active, control, label, rivals))
    }
    this.arm(armed?.control === name && armed.label === label ? null : { control: name, label })
  }
  private suits(region: Region, control: RegionControl): boolean {
    if (!control.toNames.includes(region.to)) return false
    return control.shape === null || Object.keys(region.answers).some(n => { const c = this.schema.control(n); return isRegion(c) && c.shape === control.shape })
  }
  arm(armed: Focus['armed']): void { this.focusOn({ armed }) }
  activate(id: string | null): void { if (id !== this.at.active || this.at.pending) { this.history.rest(); this.focusOn({ active: id, pending: null }) } }
  /** New geometry. joins: one step back for a whole drag. */
  place(id: string, value: Json, joins?: string): void { this.apply(placeRegion(this.taken(id), id, value), { origin: 'person', ...(joins ? { joins } : {}) }) }
  remove(id: string): void {
    const offer = this.offers.find(o => o.id === id)
    this.apply(offer ? reject(this.now, offer) : removeRegion(this.now, id))
  }
  /** Regions and open suggestions in reading order. */
  get ordered(): Region[] { return inOrder([...this.now.regions, ...this.ghosts], this.schema) }
  step(by: 1 | -1): void {
    const all = this.ordered, at = all.findIndex(r => r.id === this.at.active)
    if (all.length) this.activate(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]!.id)
  }

  // --- relations --------------------------------------------------------------------------------------------------
  /** First from the active region, then, with another one active, to it. The same once more lets go. */
  link(): void {
    const { active, linking } = this.at
    if (!active || this.isGhost(active)) return
    if (!linking || linking === active || !this.region(linking)) return this.focusOn({ linking: linking === active ? null : active })
    this.relate(linking, active)
    this.focusOn({ linking: null })
  }
  unlink(): void { this.focusOn({ linking: null }) }
  relate(from: string, to: string): void { this.apply(relate(this.now, from, to)) }
  unrelate(from: string, to: string): void { this.apply(unrelate(this.now, from, to)) }
  turn(from: string, to: string): void { this.apply(turn(this.now, from, to)) }
  nameRelation(from: string, to: string, label: string): void { this.apply(nameRelation(this.now, from, to, label, this.schema.relationsMany)) }

  // --- suggestions ------------------------------------------------------------------------------------------------
  /** Takes over all that is open; false if there was nothing. What one answered oneself is replaced only by answers about the whole task. */
  accept(): boolean {
    const offers = this.offers.filter(o => o.answer || this.open.includes(o))
    if (!offers.length) return false
    this.apply(offers.reduce(accept, this.now), { origin: 'model' })
    return true
  }
  /** Takes over one suggested answer about the whole task, or turns it down. */
  settle(id: string, how: 'accept' | 'reject'): void {
    const offer = this.offers.find(o => o.id === id)
    if (offer) this.apply((how === 'accept' ? accept : reject)(this.now, offer), { origin: 'model' })
  }
  /** Decides on the active suggestion and goes to the next; without one active it goes to the first. */
  decide(how: 'accept' | 'reject'): boolean {
    const open = this.open, offer = open.find(o => o.id === this.at.active) ?? (this.at.active === null ? open.find(o => !o.region) : undefined)
    if (!offer) {
      const first = inOrder(this.ghosts, this.schema)[0]
      if (first) this.activate(first.id)
      return !!first
    }
    const following = inOrder(this.ghosts, this.schema), at = following.findIndex(r => r.id === offer.id)
    this.apply(how === 'accept' ? accept(this.now, offer) : reject(this.now, offer), { origin: 'model' })
    const next = following.filter(r => this.isGhost(r.id)), after = following.slice(at + 1).find(r => this.isGhost(r.id)) ?? next[0]
    if (offer.region) this.activate(after?.id ?? (how === 'accept' ? offer.id : null))
    return true
  }

  /** Another whole answer in place of this one; one step back brings this one again. */
  replace(result: readonly Result[]): void { this.history.rest(); this.apply({ ...fromResult(result, this.schema), fates: this.now.fates }) }
  undo(): void { const s = this.history.undo(this.now); if (s) this.apply(s, { origin: 'history' }) }
  redo(): void { const s = this.history.redo(this.now); if (s) this.apply(s, { origin: 'history' }) }
  /** Escape: the nearest thing is let go. False if nothing was held. */
  letGo(): boolean {
    const { pending, linking, active, armed } = this.at
    if (linking) this.focusOn({ linking: null })
    else if (pending) this.focusOn({ pending: null })
    else if (active) this.activate(null)
    else if (armed) this.focusOn({ armed: null })
    else return false
    return true
  }
}

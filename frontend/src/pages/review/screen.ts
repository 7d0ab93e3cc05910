/** The review of one task: the answer to be decided in the middle, on the annotator's own components; what each person said over it, or beside it. */
import { html, LitElement, nothing, type PropertyValues } from 'lit'
import { ariaKeys, bindings, type Action, type Binding } from '../../core/keymap'
import { isRegion, schemaOf, type Schema } from '../../core/controls'
import { fill, gettext, ngettext } from '../../core/language'
import { perform } from '../../core/perform'
import { toResult } from '../../core/results'
import { Refused } from '../../core/server'
import { Session } from '../../core/session'
import { summary } from '../../core/summary'
import type { Claim, Result, TagNode, Task } from '../../core/types'
import { merged, notIn, offersOfVotes, saidOf, type Said, type Vote } from '../../core/votes'
import { listen } from '../../dom/keys'
import { remember, remembered } from '../../dom/prefs'
import { act } from '../../tags/acting'
import { draw, load } from '../../tags/registry'
import '../annotate/help'
import '../annotate/regions'
import type { Help } from '../annotate/help'

interface Opinion { readonly result: readonly Result[]; readonly note: string; readonly section: string }
export interface ReviewBoot {
  readonly project: { readonly id: number; readonly title: string }
  readonly task: Task
  readonly schema: TagNode
  readonly votes: readonly (Vote & { readonly comment?: string; readonly suggested?: boolean })[]
  /** The decision in force, if there is one. */
  readonly decision: (Opinion & { readonly id: number; readonly by: string }) | null
  /** Where two have to say the same: what I said last, and what others said, once I may see it. */
  readonly spoken?: { readonly mine: Opinion | null; readonly others: readonly { readonly result: readonly Result[]; readonly note: string }[]; readonly last_word: boolean } | null
  /** People still label it: it cannot be decided yet. */
  readonly open?: boolean
  /** Headings of the guideline. */
  readonly sections?: readonly string[]
  readonly next: string | null
  readonly urls: { readonly api: string; readonly list: string; readonly keys?: string }
  readonly preferences?: { readonly single_keys?: boolean; readonly keys?: Readonly<Record<string, readonly string[]>> }
  readonly csrf: string
}
type Decide = (body: { result: readonly Result[]; note: string; section: string; expected: number | null }) => Promise<void>

export class Review extends LitElement {
  static override properties = { boot: { attribute: false }, decide: { attribute: false }, beside: { state: true }, loaded: { state: true }, says: { state: true }, busy: { state: true } }
  declare boot: ReviewBoot
  declare decide: Decide
  /** Side by side, rather than laid over one another. */
  declare beside: boolean
  declare loaded: boolean
  declare says: string
  declare busy: boolean
  private session!: Session
  private others: readonly Session[] = []
  private said: readonly Said[] = []
  private keys: readonly Binding[] = []
  private single = true
  constructor() { super(); this.beside = remembered('review') === 'beside'; this.loaded = false; this.says = ''; this.busy = false }
  override createRenderRoot(): this { return this }
  private get schema(): Schema { return schemaOf(this.boot.schema) }
  /** What I said last of it, or what stands. */
  private get lately(): Opinion | null { return this.boot.spoken?.mine ?? this.boot.decision }
  private get marks(): boolean { return this.schema.controls.some(isRegion) }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('boot') || !this.boot) return
    const { boot, schema } = this, claim = (id: number): Claim => ({ assignment: { id, expires_at: '', draft: null, seconds: null }, task: boot.task, suggestion: null })
    // Where all are of one mind, that is where a review begins; the rest is laid before the person.
    const before = this.lately, from = before?.result ?? toResult(merged(boot.votes, schema, 0.999), schema)
    const offers = notIn(offersOfVotes(boot.votes, schema), from, schema)
    this.session = new Session(boot.schema, claim(0), () => 0, { result: from, offers })
    this.others = boot.votes.map((v, n) => new Session(boot.schema, claim(n + 1), () => 0, { result: v.result }))
    this.said = saidOf(boot.votes, schema)
    this.single = boot.preferences?.single_keys !== false && remembered('single-keys') !== 'off'
    this.keys = this.table()
    this.session.subscribe(() => { this.says = ''; this.requestUpdate() })
    this.session.focusing.subscribe(() => this.requestUpdate())
    listen(() => this.keys, this.run)
    void load(boot.schema).then(() => { this.loaded = true })
  }
  private setSingle(on: boolean): void { this.single = on; remember('single-keys', on ? 'on' : 'off'); this.keys = this.table(); this.requestUpdate() }
  private table(): Binding[] {
    const { boot, schema } = this, habits = { single: this.single, keys: boot.preferences?.keys ?? {} }
    const take = boot.votes.slice(0, 9).map((v, n): Binding => ({ chords: [`Shift+${n + 1}`], says: fill(gettext('Take the answer of %(who)s'), { who: v.who }), group: 'answer', action: { do: 'take', n } }))
    return [...bindings(schema, boot.task.data, habits, this.session.offers.length > 0).filter(b => !['skip', 'back', 'flag', 'ask', 'guideline'].includes(b.action.do)), ...take]
  }
  private run = (action: Action): void => {
    if (perform(this.session, action, this.act)) return
    switch (action.do) {
      case 'take': return this.take(action.n)
      case 'submit': if (!this.act('finish')) void this.settle(); return
      case 'filter': return this.querySelector<HTMLElement>('.task.mine input[type=search]')?.focus()
      case 'help': return this.querySelector<Help>('an-help')!.toggle()
    }
  }
  private act = (what: string): boolean => { const at = this.querySelector('.task.mine'); return !!at && act(at, this.session, what) }
  private take(n: number): void { const vote = this.boot.votes[n]; if (vote) this.session.replace(vote.result) }
  /** One answer of somebody's in place of the one that stands. */
  private takeOne({ control, answer }: Said): void { const c = this.schema.control(control); if (c) this.session.answer(c, answer) }
  private async settle(): Promise<void> {
    const [lacking] = this.session.missing
    if (this.busy) return
    if (lacking) { this.says = lacking; return }
    this.busy = true
    try {
      await this.decide({ result: this.session.result, note: this.querySelector<HTMLTextAreaElement>('#review-note')?.value ?? '', section: this.querySelector<HTMLSelectElement>('#review-section')?.value ?? '', expected: this.boot.decision?.id ?? null })
      location.assign(this.boot.next ?? this.boot.urls.list)
    } catch (error) {
      this.busy = false
      this.says = error instanceof Refused ? error.refusal.message : gettext('The server cannot be reached. Nothing is lost: try again.')
    }
  }

  override render() {
    if (!this.boot || !this.loaded) return html`<div class="empty" role="status"><p><span class="busy" aria-hidden="true"></span> ${gettext('Fetching the task…')}</p></div>`
    return html`<div class="desk-bar">
        <h1>${fill(gettext('Review: task %(n)s'), { n: this.boot.task.id })}</h1>
        <div class="switch" role="group" aria-label=${gettext('How the answers are shown')}>
          <button aria-pressed=${!this.beside} @click=${() => this.show(false)}>${gettext('Over one another')}</button><button aria-pressed=${this.beside} @click=${() => this.show(true)}>${gettext('Side by side')}</button></div>
        <span class="cluster"><button class="button small quiet" aria-keyshortcuts=${this.shortcut('help')} @click=${() => this.run({ do: 'help' })}>${gettext('Keys')} <kbd aria-hidden="true">?</kbd></button>
          ${this.boot.next ? html`<a class="button small quiet" data-next href=${this.boot.next}>${gettext('Not now')}</a>` : nothing}</span></div>
      ${this.votes()}
      <div class="desk-body with-side"><div class="desk-main stack" @choose=${(e: CustomEvent<{ name: string; value: string }>) => this.session.choose(e.detail.name, e.detail.value)}>
          <section class="task mine" tabindex="-1" aria-label=${gettext('The decision')}>${draw(this.boot.schema, { session: this.session, keys: this.keys })}</section>
          ${this.beside ? this.columns() : nothing}</div>
        <div class="desk-side">${this.marks ? html`<an-regions .session=${this.session} .keys=${this.keys}></an-regions>` : nothing}${this.decision()}</div></div>
      <an-help .keys=${this.keys} .single=${this.single} .quick=${false} .offersQuick=${false} .settings=${this.boot.urls.keys ?? ''} @single=${(e: CustomEvent<boolean>) => this.setSingle(e.detail)}></an-help>`
  }
  private show(beside: boolean): void { this.beside = beside; remember('review', beside ? 'beside' : 'over') }
  private shortcut(action: Action['do']): string | typeof nothing { const b = this.keys.find(k => k.action.do === action); return b?.chords.length ? ariaKeys(b.chords) : nothing }
  private votes() {
    return html`<section class="ballot" aria-label=${gettext('What people said')}>
      <ul class="votes">${this.boot.votes.map((v, n) => html`<li class="vote hue-${n % 9}"><span class="who">${v.who}</span><span dir="auto">${summary(v.result)}</span>
        ${v.comment ? html`<span class="why verbatim" dir="auto">${v.comment}</span>` : nothing}${v.suggested ? html`<span class="who">${gettext('saw a suggestion')}</span>` : nothing}
        <button class="button small" data-answer aria-keyshortcuts=${n < 9 ? `Shift+${n + 1}` : nothing} @click=${() => this.take(n)}>${gettext('Take')} ${n < 9 ? html`<kbd aria-hidden="true">⇧${n + 1}</kbd>` : nothing}</button></li>`)}
        ${(this.boot.spoken?.others ?? []).map(o => html`<li class="vote"><span class="who">${gettext('Another adjudicator')}</span><span dir="auto">${summary(o.result)}</span>${o.note ? html`<span class="why verbatim" dir="auto">${o.note}</span>` : nothing}
          <button class="button small" @click=${() => this.session.replace(o.result)}>${gettext('Take')}</button></li>`)}</ul>
      ${this.said.length ? html`<div class="scroll-x" tabindex="0" role="region" aria-label=${gettext('Answers about the whole task')}><table class="table"><tbody>${this.schema.controls.filter(c => this.said.some(s => s.control === c.name)).map(c => html`<tr><th scope="row">${c.title || c.name}</th><td><span class="cluster">${this.said.filter(s => s.control === c.name).map(s => this.answerOf(s))}</span></td></tr>`)}</tbody></table></div>` : nothing}
    </section>`
  }
  private answerOf(said: Said) {
    const now = this.session.state.answers[said.control], on = JSON.stringify(now) === JSON.stringify(said.answer)
    const control = this.schema.control(said.control)!, text = summary(toResult({ ...this.session.state, answers: { [said.control]: said.answer }, regions: [], relations: [], rest: [] }, this.schema).filter(r => r.from_name === control.name))
    return html`<button class="button small" data-answer aria-pressed=${on} @click=${() => this.takeOne(said)}><span dir="auto">${text}</span> <span class="muted">${fill(ngettext('%(n)s of %(all)s', '%(n)s of %(all)s', said.by.length), { n: said.by.length, all: this.boot.votes.length })} · ${said.by.join(', ')}</span></button>`
  }
  private columns() {
    return html`<div class="beside">${this.others.map((session, n) => html`<section class="hue-${n % 9}" aria-label=${this.boot.votes[n]!.who}><h2>${this.boot.votes[n]!.who}</h2>
      <div class="task theirs" inert>${draw(this.boot.schema, { session, keys: [] })}</div></section>`)}</div>`
  }
  private decision() {
    const { decision, spoken, sections = [] } = this.boot, open = this.session.open.length, before = this.lately
    return html`<section class="card decision">
      ${decision ? html`<p class="small muted">${fill(gettext('Decided by %(who)s. Saving again replaces it; that one stays on record.'), { who: decision.by })}</p>` : nothing}
      ${spoken ? html`<p class="small muted">${this.between(spoken)}</p>` : nothing}
      ${open ? html`<p class="small">${fill(ngettext('%(n)s region is not taken over.', '%(n)s regions are not taken over.', open), { n: open })}</p>` : nothing}
      ${sections.length ? html`<div class="field"><label for="review-section">${gettext('Section of the guideline')} <span class="optional">${gettext('(optional)')}</span></label>
        <select id="review-section"><option value="">${gettext('none in particular')}</option>${sections.map(title => html`<option ?selected=${title === before?.section}>${title}</option>`)}</select></div>` : nothing}
      <div class="field"><label for="review-note">${gettext('Note')} <span class="optional">${gettext('(optional)')}</span></label><textarea id="review-note" rows="2" maxlength="5000" .defaultValue=${before?.note ?? ''}></textarea></div>
      <p class="says ${this.says ? 'warn' : ''}" role="status">${this.says}</p>
      <button class="button primary" ?disabled=${this.busy} aria-keyshortcuts=${this.shortcut('submit')} @click=${() => this.settle()}>${this.boot.next ? gettext('Decide and next') : gettext('Decide')} <kbd aria-hidden="true">Enter</kbd></button>
    </section>`
  }
  /** Where two adjudicators have to say the same: what is known of it. */
  private between({ mine, others, last_word }: NonNullable<ReviewBoot['spoken']>): string {
    if (others.length) return last_word ? gettext('They differ. What you save now decides, as you lead the project.') : gettext('They differ: the lead or a third adjudicator decides, or one of you takes the other’s view.')
    return mine ? gettext('You have spoken. It waits for a second adjudicator, who does not see what you said before they have spoken.') : gettext('Two adjudicators have to say the same before this is decided. You see what the other one said once you have spoken.')
  }
}
customElements.define('an-review', Review)

/** What an annotator will see, drawn by the annotation page's own parts from a real item, and to be tried out. */
import { html, LitElement, nothing } from 'lit'
import { isRegion } from '../../core/controls'
import { bindings, type Action, type Binding } from '../../core/keymap'
import { fill, gettext } from '../../core/language'
import { perform } from '../../core/perform'
import { Session } from '../../core/session'
import type { Json, Result, TagNode } from '../../core/types'
import { listen } from '../../dom/keys'
import { act } from '../../tags/acting'
import { draw, load } from '../../tags/registry'
import '../annotate/regions'
import { filled, glimpse, lacking, only, read, wanted, type Wanted } from './fields'

/** What a person may do here by key; the rest of the page's commands has nothing to act on. */
const HERE: readonly Action['do'][] = ['choose', 'label', 'rate', 'prefer', 'object', 'submit', 'next-region', 'previous-region', 'delete-region', 'relate', 'let-go', 'undo', 'redo', 'filter']

export class Preview extends LitElement {
  static override properties = { samples: { attribute: false }, real: { type: Boolean }, broken: { type: Boolean }, tree: { state: true }, items: { state: true }, at: { state: true }, typed: { state: true }, wrong: { state: true }, session: { state: true } }
  declare samples: Json
  /** The items are the project's own. */
  declare real: boolean
  /** The config has an error: what is drawn is the last one that had none. */
  declare broken: boolean
  declare tree: TagNode | null
  declare items: readonly Json[]
  declare at: number
  /** The example item as text. */
  declare typed: string
  declare wrong: string
  declare session: Session | null
  private keys: readonly Binding[] = []
  private fields: readonly Wanted[] = []
  /** As it was offered or typed, and as it is shown. */
  private source: Json = {}
  private item: Json = {}
  /** Somebody wrote the example: nothing is put into it unasked. */
  private own = false
  private drawnTree = ''
  private offered: readonly Json[] | null = null
  private asked = 0
  private stop: (() => void) | undefined
  constructor() { super(); this.samples = {}; this.real = false; this.broken = false; this.tree = null; this.items = []; this.at = 0; this.typed = ''; this.wrong = ''; this.session = null }
  override createRenderRoot(): this { return this }
  override connectedCallback(): void {
    super.connectedCallback()
    this.stop = listen(() => (this.querySelector('.task')?.contains(document.activeElement) ? this.keys : []), this.run)
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.stop?.() }

  /** Other items to choose from, for the config that is shown next. */
  offer(items: readonly Json[]): void { this.offered = items }
  private pick(at: number): void {
    this.at = at
    this.own = false
    this.take(this.items[at] ?? {})
  }
  /** A config that works. Answers that still fit it stay. */
  async show(tree: TagNode): Promise<void> {
    const written = JSON.stringify(tree), mine = ++this.asked
    if (written === this.drawnTree && !this.offered) return
    await load(tree)
    if (mine !== this.asked) return
    this.drawnTree = written
    this.tree = tree
    this.fields = wanted(tree)
    if (this.offered) {
      this.items = this.offered
      this.offered = null
      this.pick(0)
    } else this.take(this.source, this.session?.result)
  }
  private take(item: Json, answers: readonly Result[] = []): void {
    const before = JSON.stringify(this.item)
    this.source = item
    this.item = this.own || this.real || !this.tree ? item : filled(only(item, this.fields), this.fields, this.samples)
    if (!this.own) this.typed = JSON.stringify(this.item, null, 2)
    this.wrong = ''
    if (this.tree) this.open(this.tree, before === JSON.stringify(this.item) ? answers : [])
  }
  private open(tree: TagNode, answers: readonly Result[]): void {
    const claim = { assignment: { id: 0, expires_at: '', draft: null, seconds: null }, task: { id: 0, data: this.item }, suggestion: null }
    const empty = new Session(tree, claim, () => 0), fits = (r: Result): boolean => empty.schema.control(r.from_name)?.type === r.type
    const kept = answers.filter(fits)
    const session = this.session = kept.length ? new Session(tree, claim, () => 0, { result: kept }) : empty
    this.keys = bindings(session.schema, this.item, {}, false).filter(b => HERE.includes(b.action.do))
    session.subscribe(() => this.requestUpdate())
    session.focusing.subscribe(() => this.requestUpdate())
  }
  private write = (e: Event): void => {
    this.typed = (e.target as HTMLTextAreaElement).value
    const found = read(this.typed, gettext('An item is an object: {"field": "value"}.'))
    this.wrong = typeof found === 'string' ? found : ''
    this.own = true
    if (typeof found !== 'string') this.take(found)
  }
  private fillIn(): void {
    this.own = true
    this.typed = JSON.stringify(filled(this.item, this.fields, this.samples), null, 2)
    this.take(filled(this.item, this.fields, this.samples))
  }

  private run = (action: Action): void => {
    if (!this.session || perform(this.session, action, this.act)) return
    if (action.do === 'submit') this.act('finish')
    if (action.do === 'filter') this.querySelector<HTMLElement>('.task input[type=search]')?.focus()
  }
  private act = (what: string): boolean => { const at = this.querySelector('.task'); return !!this.session && !!at && act(at, this.session, what) }

  override render() {
    const { session, tree } = this, missing = tree ? lacking(this.item, this.fields) : []
    return html`
      <header class="split">
        <h2>${gettext('Preview')}</h2>
        <div class="cluster">
          ${this.broken && tree ? html`<span class="badge warn">${gettext('as it was before the error')}</span>` : nothing}
          ${tree && this.items.length > 1 ? html`<label class="unseen" for="preview-item">${gettext('Item')}</label>
            <select id="preview-item" @change=${(e: Event) => this.pick(Number((e.target as HTMLSelectElement).value))}>${this.items.map((item, i) => html`<option value=${i} .selected=${i === this.at}>${i + 1}. ${glimpse(item, this.fields)}</option>`)}</select>` : nothing}
        </div>
      </header>
      ${missing.length ? html`<div class="alert warn"><div>${fill(this.real ? gettext('This item lacks what the config shows: %(fields)s.') : gettext('The example item lacks what the config shows: %(fields)s.'), { fields: missing.map(m => m.field).join(', ') })}</div>
        ${this.real ? nothing : html`<button type="button" class="button small" @click=${() => this.fillIn()}>${gettext('Put in samples')}</button>`}</div>` : nothing}
      ${session && tree ? html`
        <section class="task" tabindex="-1" aria-label=${gettext('The task, to try out')} @choose=${(e: CustomEvent<{ name: string; value: string }>) => session.choose(e.detail.name, e.detail.value)}>${draw(tree, { session, keys: this.keys })}</section>
        ${session.controls.some(isRegion) && session.state.regions.length ? html`<an-regions .session=${session} .keys=${this.keys}></an-regions>` : nothing}
        ${this.stored(session)}` : html`<div class="empty"><p>${gettext('The preview appears as soon as the label config is complete.')}</p></div>`}
      <details class="more"><summary>${this.real ? gettext('The item') : gettext('Example item')}</summary>
        <div class="field ${this.wrong ? 'invalid' : ''}"><label class="unseen" for="preview-example">${gettext('The item as JSON')}</label>
          <textarea id="preview-example" class="code" rows="8" spellcheck="false" autocapitalize="off" aria-describedby="preview-example-hint" aria-invalid=${!!this.wrong} .value=${this.typed} @input=${this.write}></textarea>
          ${this.wrong ? html`<p class="field-error" role="alert">${this.wrong}</p>` : nothing}
          <p class="hint" id="preview-example-hint">${gettext('For this preview alone. Paste an item of yours to see how it looks.')}</p></div>
      </details>`
  }
  private stored(session: Session) {
    const { result } = session
    return html`<details class="more"><summary>${gettext('What is stored')} <span class="muted small">(${result.length})</span></summary>
        ${result.length ? html`<pre class="small" tabindex="0" role="region" aria-label=${gettext('What is stored')}>${JSON.stringify(result, null, 2)}</pre>
          <button type="button" class="button small" @click=${() => session.replace([])}>${gettext('Begin again')}</button>`
        : html`<p class="hint">${gettext('Answer above, and Label Studio’s JSON of it appears here.')}</p>`}
      </details>`
  }
}
customElements.define('an-preview', Preview)

/** A dialogue: who says what, one utterance under the other, each to be marked. */
import { html, nothing } from 'lit'
import { yes } from '../core/controls'
import { authorsOf, dialogueOf, flowOfDialogue, utterancePlace, utteranceQuote, utteranceRange, type Dialogue, type Utterance } from '../core/html/dialogue'
import { gettext } from '../core/language'
import type { Range as Stretch } from '../core/spans/words'
import type { Json } from '../core/types'
import { rawOf } from '../core/values'
import '../styles/tag-paragraphs.css'
import { Spanned } from './hypertext/spanned'
import { Surface } from './hypertext/surface'
import { register } from './registry'

const HUES = 9

export class Paragraphs extends Spanned {
  protected readonly shape = 'utterance' as const
  private dialogue: Dialogue = { is: 'not', problem: '' }

  protected override prepared(): Surface | null {
    const { attrs } = this.node, key = (name: string, otherwise: string): string => attrs[name] ?? attrs[name.toLowerCase()] ?? otherwise
    this.dialogue = attrs['valueType'] === 'url' ? { is: 'not', problem: gettext('This config asks for a dialogue at an address. Only dialogues in the task itself are shown.') }
      : dialogueOf(this.given(attrs['value']), (attrs['value'] ?? '').replace(/^\$/, ''), { name: key('nameKey', 'author'), text: key('textKey', 'text') })
    if (this.dialogue.is === 'not' || !this.dialogue.utterances.length) return null
    const { utterances } = this.dialogue, root = document.createElement('ol'), authors = authorsOf(utterances)
    const nodes = utterances.map((u, n) => this.said(root, u, n, authors))
    return new Surface(root, flowOfDialogue(utterances), nodes)
  }
  /** A list that came as text is a list all the same. */
  private given(written: string | undefined): unknown {
    const raw = rawOf(written, this.session.data)
    if (typeof raw !== 'string') return raw
    try { return JSON.parse(raw) as unknown } catch { return raw }
  }
  private said(root: HTMLElement, { author, text }: Utterance, n: number, authors: readonly string[]): Text {
    const row = document.createElement('li'), who = document.createElement('button'), words = document.createElement('p'), node = document.createTextNode(text)
    row.className = author ? `hue-${authors.indexOf(author) % HUES}` : ''
    who.type = 'button'
    who.className = 'who'
    who.dir = 'auto'
    who.tabIndex = -1
    who.dataset['answer'] = ''
    who.textContent = author || String(n + 1)
    who.title = gettext('Select the whole utterance')
    who.dataset['n'] = String(n)
    words.dir = 'auto'
    words.append(node)
    row.append(who, words)
    root.append(row)
    return node
  }
  protected override placeOf(range: Stretch): Json | null { return utterancePlace(this.surface!.flow, range) }
  protected override located(value: Json): Stretch | null { return utteranceRange(this.surface!.flow, value) }
  protected override quoteOf(range: Stretch): string { return utteranceQuote(this.surface!.flow, range) }
  protected override get lostSays(): string { return gettext('not found in the dialogue') }

  /** The utterance after the chosen place, or the one before it, whole. */
  override act(what: string): boolean {
    if (what !== 'down' && what !== 'up') return super.act(what)
    const { surface } = this, slots = surface?.flow.slots.filter(s => s.text.trim()) ?? [], chosen = this.chosen
    const at = chosen ? slots.findIndex(s => chosen[0] >= s.at && chosen[0] <= s.at + s.text.length) : what === 'down' ? -1 : slots.length
    const next = slots[Math.min(Math.max(0, at + (what === 'down' ? 1 : -1)), slots.length - 1)]
    return !!next && this.pend([next.at, next.at + next.text.length])
  }
  private whole = (e: Event): void => {
    const n = e.target instanceof Element ? e.target.closest<HTMLElement>('.who')?.dataset['n'] : undefined, slot = n === undefined ? undefined : this.surface?.flow.slots[Number(n)]
    if (slot?.text) this.pend([slot.at, slot.at + slot.text.length])
  }
  override render() {
    const { dialogue, surface } = this
    if (dialogue.is === 'not') return html`<p class="alert warn" role="note">${dialogue.problem}</p>`
    if (!surface) return html`<p class="muted">${gettext('(an empty dialogue)')}</p>`
    const { attrs } = this.node, plain = (attrs['layout'] ?? 'none') !== 'dialogue'
    return html`${dialogue.problem ? html`<p class="alert warn" role="note">${dialogue.problem}</p>` : nothing}
      <div class="tag-dialogue spanned ${plain ? 'plain' : ''}" tabindex="0" role="group" aria-label=${gettext('Dialogue to annotate')} @mousedown=${this.pressed} @pointerdown=${this.touching} @click=${this.whole}>${surface.root}</div>
      ${attrs['audioUrl'] || attrs['audiourl'] || yes(attrs['showPlayer']) ? html`<p class="muted small">${gettext('The sound of this dialogue is not played here.')}</p>` : nothing}`
  }
}
customElements.define('an-paragraphs', Paragraphs)
register('Paragraphs', (node, { session, keys }) => html`<an-paragraphs .node=${node} .session=${session} .keys=${keys}></an-paragraphs>`)

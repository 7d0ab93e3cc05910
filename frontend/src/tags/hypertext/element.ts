/** A page of HTML to be read and marked. */
import { html, nothing } from 'lit'
import { flowOf } from '../../core/html/flow'
import { placeOf, quoteOf, rangeOf } from '../../core/html/places'
import { fill, gettext, ngettext } from '../../core/language'
import type { Range as Stretch } from '../../core/spans/words'
import { yes } from '../../core/controls'
import type { Json, TagNode } from '../../core/types'
import { valueOf } from '../../core/values'
import '../../styles/tag-hypertext.css'
import { pageOf, type Page } from './page'
import { Spanned } from './spanned'
import { Surface } from './surface'

/** Markup written into the config itself, between the tags. */
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, c => ESCAPED[c]!)
const written = ({ text, children }: TagNode): string => escaped(text ?? '') + children.map(c => `<${c.tag}${Object.entries(c.attrs).map(([k, v]) => ` ${k}="${escaped(v)}"`).join('')}>${written(c)}</${c.tag}>`).join('')

export class HyperText extends Spanned {
  protected readonly shape = 'html' as const
  private page: Page | null = null
  private refusal = ''
  private get markup(): string | null {
    const { attrs } = this.node, value = valueOf(attrs['value'], this.session.data)
    this.refusal = ''
    if (attrs['valueType'] === 'url') this.refusal = gettext('This config asks for a page at an address. Only pages in the task itself are shown.')
    else if (!attrs['value']) return written(this.node)
    else if (value.is === 'missing') this.refusal = fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field: value.field })
    else return this.decoded(value.text)
    return null
  }
  private decoded(text: string): string | null {
    const encoding = this.node.attrs['encoding'] ?? 'none'
    if (!encoding.startsWith('base64')) return text
    try {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0))
      return encoding === 'base64unicode' ? new TextDecoder().decode(bytes) : String.fromCharCode(...bytes)
    } catch {
      this.refusal = gettext('The page should come as base64, but it is none.')
      return null
    }
  }
  protected override prepared(): Surface | null {
    const markup = this.markup
    this.page = markup === null ? null : pageOf(markup, yes(this.node.attrs['inline']))
    return this.page && new Surface(this.page.root, flowOf(this.page.pieces), this.page.nodes)
  }
  protected override placeOf(range: Stretch): Json | null { return placeOf(this.surface!.flow, range) }
  protected override located(value: Json): Stretch | null { return rangeOf(this.surface!.flow, value) }
  /** Line breaks as Label Studio writes them into a quote. */
  protected override quoteOf(range: Stretch): string { return this.surface!.quote(range).replace(/[\n\r]/g, '\\n') || quoteOf(this.surface!.flow, range) }

  override render() {
    const { page } = this
    if (!page) return html`<p class="alert warn" role="note">${this.refusal}</p>`
    if (!page.pieces.some(p => p.text.trim()) && !page.root.querySelector('img')) return html`<p class="muted">${gettext('(an empty page)')}</p>${this.left(page)}`
    const inline = yes(this.node.attrs['inline']), label = this.node.attrs['name'] ? gettext('Page to annotate') : gettext('Page')
    return html`<div class="tag-html spanned ${inline ? 'inline' : ''} ${page.paper ? 'paper' : ''}" tabindex="0" role="group" aria-label=${label} dir="auto" @mousedown=${this.pressed} @pointerdown=${this.touching}>${page.root}</div>${this.left(page)}`
  }
  private left(page: Page) {
    return page.leftOut ? html`<p class="muted small">${fill(ngettext('%(n)s picture that lies elsewhere is left out.', '%(n)s pictures that lie elsewhere are left out.', page.leftOut), { n: page.leftOut })}</p>` : nothing
  }
}
customElements.define('an-hypertext', HyperText)

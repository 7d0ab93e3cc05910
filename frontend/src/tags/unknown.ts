/** A tag this page cannot draw says so, and shows what it holds as plain text: nobody guesses at half a task. */
import { html, nothing, type TemplateResult } from 'lit'
import { fill, gettext } from '../core/language'
import type { TagNode } from '../core/types'
import { valueOf } from '../core/values'
import { Tag } from './base'
import { drawAll } from './registry'

const OPTIONS = ['Choice', 'Label', 'Channel', 'Bucket', 'Relation', 'Shortcut', 'Item']
/** What only arranges, or is said elsewhere. */
const QUIET = ['name', 'toName', 'value', 'valueList', 'title', 'style', 'className', 'required', 'hotkey']
const MOST = 20_000

export class Unknown extends Tag {
  override render() {
    const { tag, attrs, children } = this.node, options = children.filter(c => OPTIONS.includes(c.tag)), rest = children.filter(c => !OPTIONS.includes(c.tag))
    const noted = Object.entries(attrs).filter(([key]) => !QUIET.includes(key))
    return html`<section class="tag-unknown" aria-label=${attrs['title'] || attrs['name'] || tag}>
      <p class="what"><code>${tag}</code> ${attrs['title'] || attrs['name'] ? html`<strong dir="auto">${attrs['title'] || attrs['name']}</strong>` : nothing}</p>
      <p class="muted small">${attrs['toName'] ? gettext('This page cannot ask this question. If the task needs an answer to it, skip the task.') : gettext('This page cannot draw this. Here is what it holds, as plain text.')}</p>
      ${this.held(attrs['value'] ?? attrs['valueList'] ?? '')}
      ${this.node.text?.trim() ? html`<pre dir="auto">${this.node.text.trim()}</pre>` : nothing}
      ${options.length ? html`<ul class="plain-options">${options.map(o => this.option(o))}</ul>` : nothing}
      ${noted.length ? html`<details class="fold"><summary>${gettext('Settings in the label config')}</summary><dl class="facts">${noted.map(([key, value]) => html`<dt>${key}</dt><dd dir="auto">${value}</dd>`)}</dl></details>` : nothing}
    </section>${drawAll(rest, { session: this.session, keys: this.keys })}`
  }
  private held(written: string): TemplateResult | typeof nothing {
    if (!written) return nothing
    const value = valueOf(written, this.session.claim.task.data)
    if (value.is === 'missing') return html`<p class="muted">${fill(gettext('This task has no field “%(field)s”, which the label config wants to show here.'), { field: value.field })}</p>`
    return html`<pre class="verbatim" dir="auto" tabindex="0">${value.text.slice(0, MOST)}${value.text.length > MOST ? '…' : ''}</pre>`
  }
  private option({ attrs, children, tag }: TagNode): TemplateResult {
    const says = attrs['title'] || attrs['value'] || attrs['name'] || attrs['column'] || attrs['alias'] || tag
    return html`<li dir="auto">${says}${attrs['hint'] ? html` <span class="muted small">${attrs['hint']}</span>` : nothing}${children.length ? html`<ul>${children.map(c => this.option(c))}</ul>` : nothing}</li>`
  }
}
customElements.define('an-unknown', Unknown)

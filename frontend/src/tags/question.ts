/** What every question shares: its title, what it is about, what a model says to it, and the refusal of what this page cannot ask. */
import { html, nothing, type TemplateResult } from 'lit'
import { yes, type Control } from '../core/controls'
import { fill, gettext } from '../core/language'
import { labelsOf, told } from '../core/places'
import type { Answer, Region } from '../core/types'
import { Tag } from './base'
import { refuse, register, type Draw } from './registry'

export abstract class Question<C extends Control = Control> extends Tag<C> {
  /** The region that is asked about; null where the question is about the whole task. */
  protected get region(): Region | null { return this.control.perRegion ? this.session.active : null }
  protected get answered(): Answer | undefined { return this.session.answerOf(this.control) }
  protected say(answer: Answer, joins?: string): void { this.session.answer(this.control, answer, joins && `${joins} ${this.control.name} ${this.region?.id ?? ''}`) }
  /** What a model says, until it is turned down. */
  protected get offered(): { readonly answer: Answer; readonly score: number | null } | null {
    const { name } = this.control, { region, session } = this
    const offer = session.offers.find(o => (region ? o.region?.id === region.id : o.id === name)), answer = region ? offer?.region?.answers[name] : offer?.answer
    return offer && answer && session.fates[offer.id] !== 'rejected' ? { answer, score: offer.score } : null
  }
  protected get label(): string { return this.control.title || this.control.name }
  /** Keys go back to the page. */
  protected leave(): void { this.closest<HTMLElement>('.task')?.focus() }
  protected about(): TemplateResult | typeof nothing {
    const { region } = this
    return region ? html`<p class="about small muted">${gettext('About:')} <strong>${labelsOf(region, this.session.schema).join(', ')}</strong> <span dir="auto">${told(region)}</span></p>` : nothing
  }
  protected heading(more: unknown = nothing): TemplateResult {
    return html`<span class="tag-title" dir="auto">${this.label}${this.control.required ? nothing : html` <span class="muted small">${gettext('optional')}</span>`} ${more}</span>${this.about()}`
  }
  protected suggestion(words: string): TemplateResult | typeof nothing {
    const { name } = this.control
    if (this.region || !words || !this.session.open.some(o => o.id === name)) return nothing
    return html`<p class="offer small"><span class="by-model">${gettext('suggested')}${percent(this.offered?.score)}:</span> <span dir="auto">${words}</span>
      <button type="button" class="button small" @click=${() => this.session.settle(name, 'accept')}>${gettext('Accept')}</button>
      <button type="button" class="button small quiet" @click=${() => this.session.settle(name, 'reject')}>${gettext('Reject')}</button></p>`
  }
}
export const percent = (score: number | null | undefined): string => (typeof score === 'number' ? ` ${Math.round(score * 100)} %` : '')
/** Enter in a field of one line, and Escape in any: done here. */
export const left = (e: KeyboardEvent, keys: readonly string[] = ['Enter', 'Escape']): boolean => keys.includes(e.key) && !e.isComposing && !e.ctrlKey && !e.metaKey && !e.altKey && !e.shiftKey

/** Registers a question. Without a name or something it is about it is none; asked of each item of a list it cannot be answered here. */
export function ask(tag: string, drawn: Draw): void {
  register(tag, (node, d) => {
    const control = d.session.schema.of(node)
    if (!control) return refuse(node, d)
    if (!yes(control.attrs['perItem'])) return drawn(node, d)
    return html`<div class="tag-unknown" role="note"><p><strong>${fill(gettext('“%(name)s” cannot be answered here.'), { name: control.title || control.name })}</strong>
      ${gettext('It is asked of each item of a list (perItem); this page asks about the whole task or about a region. Skip this task if the answer is needed.')}</p></div>`
  })
}

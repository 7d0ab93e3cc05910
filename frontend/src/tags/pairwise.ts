/** Which of two is better: a press on the side itself, on its button, or on its key. */
import { html, nothing, type TemplateResult } from 'lit'
import type { PairwiseControl } from '../core/controls'
import { ariaKeys } from '../core/keymap'
import { gettext } from '../core/language'
import { Tag } from './base'
import { ask, percent, Question } from './question'
import '../styles/tag-pairwise.css'

type Side = 'left' | 'right'
const SIDES: readonly Side[] = ['left', 'right']
/** What a config may change of the chosen side: its looks, nothing that moves, covers or loads. */
const LOOKS = /^(background-color|color|border(-(top|right|bottom|left))?(-(color|style|width|radius))?|border-(top|bottom)-(left|right)-radius|outline(-(color|style|width|offset))?|font-(weight|style)|text-decoration(-(line|color|style))?|opacity)$/
export function looks(written: string | undefined): readonly (readonly [string, string])[] {
  const probe = document.createElement('i')
  probe.style.cssText = written ?? ''
  return Array.from(probe.style).map(p => [p, probe.style.getPropertyValue(p)] as const).filter(([p, v]) => LOOKS.test(p) && !/url|image|\\/i.test(v))
}

export class Pairwise extends Question<PairwiseControl> {
  private sides: { readonly side: Side; readonly element: HTMLElement }[] = []
  private get selected(): Side | null { const now = this.answered; return now?.kind === 'pairwise' ? now.selected : null }
  override render() {
    const { selected } = this, { title } = this.control
    return html`<div class="tag-field pair" role="radiogroup" aria-label=${title || gettext('Which of the two?')}>${title ? this.heading() : this.about()}
      <div class="pair-buttons">${SIDES.map(s => this.button(s, selected === s))}</div></div>`
  }
  private button(side: Side, on: boolean): TemplateResult {
    const key = this.binding(a => a.do === 'prefer' && a.name === this.control.name && a.side === side), offer = this.offered, suggested = offer?.answer.kind === 'pairwise' && offer.answer.selected === side
    return html`<button type="button" data-answer class="choice ${suggested ? 'suggested' : ''}" role="radio" aria-checked=${on} aria-keyshortcuts=${key?.chords.length ? ariaKeys(key.chords) : nothing} @click=${() => this.session.prefer(this.control.name, side)}>
      ${key?.chords[0] ? html`<kbd aria-hidden="true">${key.chords[0]}</kbd>` : nothing}<span class="said"><span>${side === 'left' ? gettext('The left one') : gettext('The right one')}</span>${suggested ? html`<small class="by-model">${gettext('suggested')}${percent(offer.score)}</small>` : nothing}</span><span class="mark" aria-hidden="true"></span></button>`
  }
  /** The two objects stand elsewhere in the task: they are marked there, and a press on one chooses it. */
  override updated(): void {
    const found = SIDES.flatMap((side, n) => {
      const element = [...this.closest('.task, .preview, body')?.querySelectorAll<HTMLElement>('*') ?? []].find(e => e instanceof Tag && e !== this && e.node && e.name === this.control.toNames[n])
      return element ? [{ side, element }] : []
    })
    if (found.length !== this.sides.length || found.some((f, n) => f.element !== this.sides[n]?.element)) {
      this.free()
      this.sides = found
      for (const { element } of found) element.addEventListener('click', this.clicked)
    }
    const { selected } = this, { selectionStyle, selectedStyle } = this.control.attrs, style = looks(selectionStyle ?? selectedStyle)
    for (const { side, element } of this.sides) {
      element.classList.add('pair-side', `pair-${side}`)
      element.classList.toggle('preferred', selected === side)
      for (const [property, value] of style) { if (selected === side) element.style.setProperty(property, value); else element.style.removeProperty(property) }
    }
  }
  private clicked = (e: Event): void => {
    const side = this.sides.find(s => s.element === e.currentTarget)?.side, selection = getSelection()
    // Words that are being marked, a region, a button or a link of the object are meant for themselves.
    if (!side || (selection && !selection.isCollapsed) || (e.target as Element).closest('a, button, input, mark, audio, video, [role=option]')) return
    this.session.prefer(this.control.name, side)
  }
  private free(): void {
    for (const { element } of this.sides) {
      element.removeEventListener('click', this.clicked)
      element.classList.remove('pair-side', 'pair-left', 'pair-right', 'preferred')
      for (const [property] of looks(this.control.attrs['selectionStyle'] ?? this.control.attrs['selectedStyle'])) element.style.removeProperty(property)
    }
    this.sides = []
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.free() }
  override connectedCallback(): void { super.connectedCallback(); if (this.hasUpdated) this.requestUpdate() }
}
customElements.define('an-pairwise', Pairwise)
ask('Pairwise', (node, { session, keys }) => html`<an-pairwise .node=${node} .session=${session} .keys=${keys}></an-pairwise>`)

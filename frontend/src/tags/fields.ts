/** Free text and stars. */
import { html, nothing } from 'lit'
import { controlOf, type RatingControl, type TextControl } from '../core/controls'
import { Tag } from './base'
import { draw, register } from './registry'

export class TextArea extends Tag {
  override render() {
    const control = controlOf(this.node) as TextControl, answer = this.state.answers[control.name]
    const text = answer?.kind === 'text' ? answer.texts.join('\n') : ''
    return html`<label class="tag-field"><span class="tag-title">${control.title || control.name}${control.required ? nothing : html` <span class="muted small">optional</span>`}</span>
      <textarea rows=${control.rows} dir="auto" placeholder=${control.placeholder || nothing} .value=${text}
        @input=${(e: Event) => this.session.write(control, (e.target as HTMLTextAreaElement).value)}></textarea></label>`
  }
}
customElements.define('an-textarea', TextArea)

export class Rating extends Tag {
  override render() {
    const control = controlOf(this.node) as RatingControl, answer = this.state.answers[control.name]
    const stars = answer?.kind === 'rating' ? answer.stars : 0
    return html`<div class="tag-field" role="radiogroup" aria-label=${control.title || control.name}><span class="tag-title">${control.title || control.name}</span>
      <div class="stars">${Array.from({ length: control.stars }, (_, i) => html`<button type="button" data-answer role="radio" aria-checked=${stars === i + 1} class=${i < stars ? 'on' : ''}
        aria-label="${i + 1} of ${control.stars}" @click=${() => this.session.rate(control, i + 1)}>${i < stars ? '★' : '☆'}</button>`)}</div></div>`
  }
}
customElements.define('an-rating', Rating)

for (const [tag, template] of [
  ['TextArea', (n, d) => html`<an-textarea .node=${n} .session=${d.session} .keys=${d.keys}></an-textarea>`],
  ['Rating', (n, d) => html`<an-rating .node=${n} .session=${d.session} .keys=${d.keys}></an-rating>`],
] as const satisfies readonly (readonly [string, Parameters<typeof register>[1]])[])
  register(tag, (node, drawing) => (controlOf(node) ? template(node, drawing) : draw({ ...node, tag: `${tag} for one region` }, drawing)))

/** A piece of the text with the spans on it: flat, never nested, its text nothing but the piece. */
import { html, nothing, type TemplateResult } from 'lit'
import type { Segment } from '../../core/spans/segments'

/** From one underline to the next, in pixels. */
const STEP = 4

/** One underline for each span, at its lane; a gap of a pixel where it begins or ends, so that neighbours can be told apart. */
export function styleOf({ laid, opens, closes }: Segment): string {
  const deepest = Math.max(...laid.map(l => l.lane)), images: string[] = [], sizes: string[] = [], places: string[] = []
  for (const { mark, lane } of laid) {
    const left = opens.includes(mark) ? 1 : 0, right = closes.includes(mark) ? 1 : 0
    images.push(mark.ghost ? `repeating-linear-gradient(90deg, ${mark.colour} 0 5px, transparent 5px 9px)` : `linear-gradient(${mark.colour} 0 0)`)
    sizes.push(`calc(100% - ${left + right}px) 2px`)
    places.push(`${left}px calc(100% - ${(deepest - lane) * STEP}px)`)
  }
  return `--of: ${laid.at(-1)!.mark.colour}; padding-bottom: ${(deepest + 1) * STEP}px; background-image: ${images.join(', ')}; background-size: ${sizes.join(', ')}; background-position: ${places.join(', ')}`
}
const names = (marks: readonly { readonly name: string }[]): string => marks.map(m => m.name).join(' · ')

export function marked(segment: Segment, text: string): TemplateResult | string {
  const piece = text.slice(segment.start, segment.end), { laid, opens, closes } = segment
  if (!laid.length) return piece
  const ghost = laid.every(l => l.mark.ghost), ends = closes.length === laid.length
  return html`<mark data-spans=${laid.map(l => l.mark.id).join(' ')} data-name=${opens.length ? names(opens) : nothing} title=${names(laid.map(l => l.mark))}
    class="${opens.length ? 'opens' : ''} ${ends ? 'closes' : ''} ${ghost ? 'ghost' : ''} ${opens.length && opens.every(m => m.ghost) ? 'by-model' : ''}" .style=${styleOf(segment)}>${piece}</mark>`
}

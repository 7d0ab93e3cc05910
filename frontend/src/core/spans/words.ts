/** The units one steps by and snaps to: words, words without their particles, or the tokens that came with the task. */
import { particle, stem } from './josa'

export type Snap = 'word' | 'morpheme' | 'character'
export const SNAPS: readonly Snap[] = ['word', 'morpheme', 'character']
/** [start, end) in the string. */
export type Range = readonly [start: number, end: number]
/** `words`: what an arrow visits, in order and disjoint. `starts`, `ends`: where a span may begin and end, ascending. */
export interface Units { readonly words: readonly Range[]; readonly starts: readonly number[]; readonly ends: readonly number[] }

const breaker = new Intl.Segmenter(undefined, { granularity: 'word' })
/** Signs count (an emoji, a currency, a plus); punctuation and spaces do not. */
const SAYS = /[\p{L}\p{N}\p{M}\p{S}]/u
export const words = (text: string): Range[] => [...breaker.segment(text)].filter(w => w.isWordLike || SAYS.test(w.segment)).map(w => [w.index, w.index + w.segment.length])

export const unitsOf = (all: readonly Range[]): Units => ({ words: all, starts: all.map(w => w[0]), ends: all.map(w => w[1]) })
/** Every word may end before its particles, and what follows them may be a span of its own; an arrow goes from stem to stem. */
export function parts(text: string, all: readonly Range[]): Units {
  const visited: Range[] = [], starts: number[] = [], ends: number[] = []
  for (const [start, end] of all) {
    const cut = start + stem(text.slice(start, end))
    if (!(start && /\S/.test(text[start - 1]!) && particle(text.slice(start, end)))) visited.push([start, cut])
    starts.push(start, ...(cut < end ? [cut] : []))
    ends.push(cut, ...(cut < end ? [end] : []))
  }
  return { words: visited, starts, ends }
}
export const unitsFor = (text: string, snap: Snap, tokens: readonly Range[] | null): Units => {
  const all = tokens ?? words(text)
  return snap === 'morpheme' ? parts(text, all) : unitsOf(all)
}

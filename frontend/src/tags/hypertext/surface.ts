/** Text that stands in many nodes, with spans drawn in it as marks. A node is drawn again only if what is drawn in it changed. */
import { touched, type Flow, type Slot } from '../../core/html/flow'
import { lanes, segments, type Laid, type Mark, type Segment } from '../../core/spans/segments'
import type { Range as Stretch } from '../../core/spans/words'
import '../../styles/tag-spans.css'
import { styleOf } from '../spans/mark'

export class Surface {
  private readonly standing: ChildNode[][]
  private readonly drawn: string[]
  private readonly places = new WeakMap<Text, { readonly slot: Slot; readonly offset: number }>()

  /** `nodes`: the text node of each slot. */
  constructor(readonly root: HTMLElement, readonly flow: Flow, nodes: readonly Text[]) {
    this.standing = nodes.map(n => [n])
    this.drawn = nodes.map(() => '')
    nodes.forEach((n, i) => this.places.set(n, { slot: flow.slots[i]!, offset: 0 }))
  }

  paint(marks: readonly Mark[]): void {
    const inside = new Map<Slot, Laid[]>()
    for (const one of lanes(marks)) for (const slot of touched(this.flow, [one.mark.start, one.mark.end])) inside.set(slot, [...inside.get(slot) ?? [], one])
    this.flow.slots.forEach((slot, i) => {
      const here = inside.get(slot) ?? [], key = here.length ? JSON.stringify(here) : ''
      if (key === this.drawn[i]) return
      this.drawn[i] = key
      this.redraw(slot, i, here)
    })
  }
  private redraw(slot: Slot, i: number, laid: readonly Laid[]): void {
    const made = laid.length ? segments(laid, slot.at, slot.at + slot.text.length).map(s => this.piece(slot, s)) : [this.words(slot, slot.at, slot.at + slot.text.length)]
    const old = this.standing[i]!
    old[0]!.before(...made)
    old.forEach(n => n.remove())
    this.standing[i] = made
  }
  private words(slot: Slot, start: number, end: number): Text {
    const node = document.createTextNode(slot.text.slice(start - slot.at, end - slot.at))
    this.places.set(node, { slot, offset: start - slot.at })
    return node
  }
  private piece(slot: Slot, segment: Segment): ChildNode {
    const { start, end, laid, opens, closes } = segment, words = this.words(slot, start, end)
    if (!laid.length) return words
    const made = document.createElement('mark'), names = (marks: readonly Mark[]): string => marks.map(m => m.name).join(' · ')
    made.className = [opens.length ? 'opens' : '', closes.length === laid.length ? 'closes' : '', laid.every(l => l.mark.ghost) ? 'ghost' : '', opens.length && opens.every(m => m.ghost) ? 'by-model' : ''].filter(Boolean).join(' ')
    made.dataset['spans'] = laid.map(l => l.mark.id).join(' ')
    // A span over several nodes opens in the first of them, and is named there.
    if (opens.length) made.dataset['name'] = names(opens)
    made.title = names(laid.map(l => l.mark))
    made.style.cssText = styleOf(segment)
    made.append(words)
    return made
  }
  marksOf(id: string): HTMLElement[] { return [...this.root.querySelectorAll<HTMLElement>(`mark[data-spans~="${CSS.escape(id)}"]`)] }
  /** What is selected in here, as positions in the flow; null if nothing is. */
  selected(selection: Selection | null): Stretch | null {
    if (!selection?.rangeCount || selection.isCollapsed) return null
    const range = selection.getRangeAt(0)
    if (!range.intersectsNode(this.root)) return null
    const start = this.root.contains(range.startContainer) ? this.position(range.startContainer, range.startOffset, true) : 0
    const end = this.root.contains(range.endContainer) ? this.position(range.endContainer, range.endOffset, false) : this.flow.text.length
    return start < end ? [start, end] : null
  }
  private position(node: Node, offset: number, start: boolean): number {
    const place = node instanceof Text ? this.places.get(node) : undefined
    if (place) return place.slot.at + place.offset + offset
    // Between nodes: the first slot behind that point, or the end of the last one before it.
    const at = document.createRange()
    at.setStart(node, offset)
    const next = this.standing.findIndex(nodes => at.comparePoint(nodes[0]!, 0) >= 0), slots = this.flow.slots
    if (start) return next < 0 ? this.flow.text.length : slots[next]!.at
    const last = slots[next < 0 ? slots.length - 1 : next - 1]
    return last ? last.at + last.text.length : 0
  }
  /** The DOM's range of a stretch. */
  range([start, end]: Stretch): Range | null {
    const all = touched(this.flow, [start, end]), first = all[0], last = all.at(-1)
    if (!first || !last) return null
    const range = document.createRange(), from = this.point(first, start - first.at, true), to = this.point(last, end - last.at, false)
    range.setStart(from[0], from[1])
    range.setEnd(to[0], to[1])
    return range
  }
  private point(slot: Slot, offset: number, start: boolean): [Text, number] {
    const texts = this.standing[this.flow.slots.indexOf(slot)]!.map(n => (n instanceof Text ? n : n.firstChild as Text))
    for (const node of texts) {
      const from = this.places.get(node)!.offset, to = from + node.length
      if (start ? offset >= from && offset < to : offset > from && offset <= to) return [node, offset - from]
    }
    return [texts[0]!, 0]
  }
  /** As a browser reads it out, with the spaces it shows. */
  quote(stretch: Stretch): string {
    const range = this.range(stretch), selection = getSelection()
    if (!range || !selection || !this.root.isConnected) return ''
    const before = Array.from({ length: selection.rangeCount }, (_, i) => selection.getRangeAt(i))
    selection.removeAllRanges()
    selection.addRange(range)
    const said = String(selection)
    selection.removeAllRanges()
    before.forEach(r => selection.addRange(r))
    return said
  }
}

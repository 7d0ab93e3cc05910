/** What comes and goes with every key (the active span, the pending place) is painted over the text and touches no element of it. */
const supported = typeof CSS !== 'undefined' && 'highlights' in CSS
export type Paint = 'span-active' | 'span-pending'

/** One registry serves all texts of a page, so each painter takes away only what it painted itself. */
export class Painter {
  private readonly painted = new Map<Paint, Range>()
  paint(name: Paint, range: Range | null): void {
    if (!supported) return this.select(name, range)
    const before = this.painted.get(name), shared = CSS.highlights.get(name) ?? new Highlight()
    if (before) shared.delete(before)
    if (range) { shared.add(range); this.painted.set(name, range); CSS.highlights.set(name, shared) }
    else this.painted.delete(name)
  }
  clear(): void { this.paint('span-active', null); this.paint('span-pending', null) }
  /** A browser without highlights shows the pending place as its own selection. */
  private select(name: Paint, range: Range | null): void {
    if (name !== 'span-pending') return
    const had = this.painted.delete(name)
    if (range) { this.painted.set(name, range); getSelection()?.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset) }
    else if (had) getSelection()?.removeAllRanges()
  }
}

/** Positions of the text to places in the page, and back. `root` holds one element for each line, and nothing else that has text. */
import { partAt } from '../../core/spans/lines'
import type { Range as Units } from '../../core/spans/words'

type Lines = readonly { readonly start: number; readonly end: number }[]
interface Spot { readonly node: Text; readonly offset: number }

function spot(root: Element, lines: Lines, at: number, last: boolean): Spot | null {
  const i = partAt(lines, last ? Math.max(at - 1, 0) : at), line = lines[i], element = root.children[i]
  if (!line || !element) return null
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  let left = at - line.start
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (left < node.length || (last && left === node.length)) return { node, offset: left }
    left -= node.length
  }
  return null
}
export function rangeOf(root: Element, lines: Lines, [start, end]: Units): Range | null {
  const a = spot(root, lines, start, false), b = spot(root, lines, end, true)
  if (!a || !b) return null
  const range = document.createRange()
  range.setStart(a.node, a.offset)
  range.setEnd(b.node, b.offset)
  return range
}

/** The position of a place in the page; before and behind the text count as its ends. */
export function positionOf(root: Element, lines: Lines, node: Node, offset: number): number {
  const whole = document.createRange()
  whole.selectNodeContents(root)
  const side = whole.comparePoint(node, offset), end = lines.at(-1)?.end ?? 0
  if (side) return side < 0 ? 0 : end
  if (node === root) return lines[offset]?.start ?? end
  const element = [...root.children].find(child => child.contains(node))
  if (!element) return end
  const before = document.createRange()
  before.setStart(element, 0)
  before.setEnd(node, offset)
  return lines[[...root.children].indexOf(element)]!.start + before.toString().length
}
/** What the browser has selected here, in order; null where nothing is. */
export function selectedIn(root: Element, lines: Lines): Units | null {
  const selection = getSelection()
  if (!selection?.rangeCount || selection.isCollapsed) return null
  const range = selection.getRangeAt(0)
  if (!range.intersectsNode(root)) return null
  const start = positionOf(root, lines, range.startContainer, range.startOffset), end = positionOf(root, lines, range.endContainer, range.endOffset)
  return start < end ? [start, end] : null
}
/** The position under a pointer. */
export function positionAt(root: Element, lines: Lines, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y)
  if (caret) return root.contains(caret.offsetNode) ? positionOf(root, lines, caret.offsetNode, caret.offset) : null
  const range = document.caretRangeFromPoint?.(x, y)
  return range && root.contains(range.startContainer) ? positionOf(root, lines, range.startContainer, range.startOffset) : null
}

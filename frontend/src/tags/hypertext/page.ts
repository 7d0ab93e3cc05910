/**
 * A stranger's HTML as elements of ours. It is parsed where nothing runs and nothing is fetched, then built anew from names and
 * attributes that are known to be harmless; what only arranged or asked for input becomes a plain box, so that its words can be read.
 * Text nodes are counted, and named by XPath, as Label Studio does it on the page as it came, before any mark is drawn.
 */
import type { Piece } from '../../core/html/flow'
import { WORDS } from '../../core/css/harmless'
import { disarmed, SHEET, STYLE, WAS } from '../../core/html/disarmed'
import { purified } from './purified'
import { dress } from './style'

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '))
const INLINE = set('span b strong i em u s strike del ins sub sup small code kbd samp var q cite abbr dfn time data bdi bdo ruby rt rp')
const BLOCK = set('p div blockquote pre dl dt dd ul ol li table caption colgroup col thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 hr figure figcaption address')
/** Boxes by another name: nothing of theirs but their place in the text is kept. */
const BOXES = set('address article aside body center details dialog dir fieldset footer form header hgroup html legend main menu nav optgroup option search section select summary textarea object video audio canvas svg math applet')
/** Counted by Label Studio, never shown by a browser. */
const UNSEEN = set('style title template meta link base head param source track')
/** Label Studio takes these out before it counts. */
const GONE = `script, iframe, frame, frameset, noscript, noembed, noframes:not([${WAS}])`
/** Between rows and cells, spaces are no text. */
const SPARSE = set('table thead tbody tfoot tr colgroup ul ol dl')
const PICTURE = /^data:image\/(png|jpe?g|gif|webp|avif|bmp);base64,[a-z0-9+/=\s]+$/i
const whole = (value: string | null, most: number): string | null => (value && /^\d{1,5}$/.test(value.trim()) ? String(Math.min(Number(value), most)) : null)

export interface Page {
  readonly root: HTMLElement
  readonly pieces: readonly Piece[]
  /** The text node of each piece. */
  readonly nodes: readonly Text[]
  /** It brings colours of its own: shown on light paper in either theme. */
  readonly paper: boolean
  /** So many pictures and the like stay out because they lie elsewhere. */
  readonly leftOut: number
}

/** `inline`: as Label Studio puts it into its own page, where <head> is no place of its own; else the body of a document. */
function parsed(html: string, inline: boolean): HTMLElement {
  const given = disarmed(html), inert = inline ? document.implementation.createHTMLDocument('') : new DOMParser().parseFromString(given, 'text/html')
  const root = inert.body ?? inert.documentElement
  if (inline) root.innerHTML = given
  root.querySelectorAll(GONE).forEach(e => e.remove())
  const comments = inert.createTreeWalker(root, NodeFilter.SHOW_COMMENT), found: Node[] = []
  while (comments.nextNode()) found.push(comments.currentNode)
  found.forEach(c => c.parentNode?.removeChild(c))
  root.normalize()
  return root
}

const nameOf = ({ nodeName }: Node): string => (nodeName.toLowerCase() === SHEET ? 'style' : nodeName.toLowerCase())

class Builder {
  readonly pieces: Piece[] = []
  readonly nodes: Text[] = []
  readonly dressed: (readonly [HTMLElement, string])[] = []
  leftOut = 0
  private points = 0
  private broken = true

  fill(into: HTMLElement, from: Element, path: string, seen: boolean): void {
    const counts = new Map<string, number>()
    for (const child of from.childNodes) {
      const name = child.nodeType === Node.TEXT_NODE ? 'text()' : nameOf(child), n = (counts.get(name) ?? 0) + 1
      counts.set(name, n)
      const here = `${path}/${name}[${n}]`
      if (child instanceof Text || child.nodeType === Node.TEXT_NODE) this.word(into, child.nodeValue ?? '', here, seen)
      else if (child.nodeType === Node.ELEMENT_NODE) this.element(into, child as Element, name, here, seen)
    }
  }
  private word(into: HTMLElement, text: string, path: string, seen: boolean): void {
    const before = this.points
    this.points += [...text].length
    if (!seen || !text) return
    const node = into.appendChild(document.createTextNode(text))
    if (!text.trim() && SPARSE.has(into.localName)) return
    this.pieces.push({ text, path, before, breaks: this.broken })
    this.nodes.push(node)
    this.broken = false
  }
  private element(into: HTMLElement, from: Element, name: string, path: string, seen: boolean): void {
    if (name === 'br') this.points++
    if (name === 'br' || name === 'wbr') { if (seen) into.append(document.createElement(name)); this.broken ||= name === 'br'; return }
    if (UNSEEN.has(name) || !seen) return this.fill(into, from, path, false)
    if (name === 'img') return this.picture(into, from)
    if (name === 'input' || name === 'embed') { this.leftOut += name === 'embed' ? 1 : 0; return }
    const block = BLOCK.has(name) || BOXES.has(name), made = document.createElement(BLOCK.has(name) || INLINE.has(name) ? name : block ? 'div' : 'span')
    if (block) this.broken = true
    this.attributes(made, from, name)
    into.append(made)
    this.fill(made, from, path, true)
    if (block) this.broken = true
  }
  private attributes(made: HTMLElement, from: Element, name: string): void {
    const dir = from.getAttribute('dir')?.toLowerCase(), lang = from.getAttribute('lang'), title = from.getAttribute('title'), style = from.getAttribute(STYLE)
    if (dir === 'ltr' || dir === 'rtl' || dir === 'auto') made.dir = dir
    if (lang && /^[a-z0-9-]{1,35}$/i.test(lang)) made.lang = lang
    // Where a link led is told, and led to by nothing.
    const told = name === 'a' ? from.getAttribute('href') ?? title : title
    if (told) made.title = told.slice(0, 300)
    if (name === 'a' || name === 'center') made.className = name === 'a' ? 'went' : 'middle'
    for (const [key, most] of [['colspan', 100], ['rowspan', 1000], ['start', 99999], ['value', 99999], ['span', 100]] as const) {
      const n = whole(from.getAttribute(key), most)
      if (n && ((key.endsWith('span') && key !== 'span' && /^t[dh]$/.test(name)) || (key === 'start' && name === 'ol') || (key === 'value' && name === 'li') || (key === 'span' && /^col/.test(name)))) made.setAttribute(key, n)
    }
    if (style) this.dressed.push([made, style])
  }
  private picture(into: HTMLElement, from: Element): void {
    const src = from.getAttribute('src') ?? '', alt = from.getAttribute('alt') ?? ''
    if (PICTURE.test(src)) {
      const made = document.createElement('img')
      made.alt = alt
      for (const key of ['width', 'height'] as const) { const n = whole(from.getAttribute(key), 2000); if (n) made.setAttribute(key, n) }
      made.src = src
      into.append(made)
    } else {
      const made = document.createElement('span')
      made.className = 'left-out'
      made.dataset['alt'] = alt.slice(0, 200)
      into.append(made)
      this.leftOut++
    }
  }
}

export function pageOf(html: string, inline: boolean): Page {
  const from = parsed(html, inline), built = new Builder(), root = document.createElement('div')
  built.fill(root, from, '', true)
  purified(root)
  for (const [element, style] of built.dressed) dress(element, style, WORDS)
  return { root, pieces: built.pieces, nodes: built.nodes, paper: built.dressed.some(([e]) => e.style.color || e.style.backgroundColor), leftOut: built.leftOut }
}

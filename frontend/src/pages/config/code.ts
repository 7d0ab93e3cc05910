/**
 * A textarea with line numbers, its errors marked at their lines, and colours painted behind it. It stays the field it is: nothing is
 * done to its text, its selection, its undo; Tab leaves it. What is painted is hidden from screen readers, which read the field and the
 * list of errors under it.
 */
import { html, nothing, render } from 'lit'
import { fill, gettext } from '../../core/language'
import { painted, type Piece } from './paint'

export interface Issue { readonly line: number | null; readonly message: string; readonly tone: 'bad' | 'warn' }
const FEWEST = 12
const MOST = 30
/** From so many characters on it is not coloured: typing goes first. */
const TOO_LONG = 60_000

export class CodeArea {
  private readonly gutter = document.createElement('div')
  private readonly paper = document.createElement('div')
  private issues: readonly Issue[] = []

  constructor(readonly field: HTMLTextAreaElement) {
    const area = field.closest<HTMLElement>('[data-code]')!, body = document.createElement('div')
    this.gutter.className = 'code-gutter'
    this.paper.className = 'code-paper'
    body.className = 'code-body'
    for (const made of [this.gutter, this.paper]) made.setAttribute('aria-hidden', 'true')
    field.before(this.gutter, body)
    body.append(this.paper, field)
    field.wrap = 'off'
    area.classList.add('painted')
    field.addEventListener('input', () => this.draw())
    field.addEventListener('scroll', () => this.follow(), { passive: true })
    field.addEventListener('keydown', this.indent)
    this.draw()
  }
  get text(): string { return this.field.value }
  /** As if it had been typed: whoever listens to the field hears of it. */
  set text(text: string) {
    this.field.value = text
    this.field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  mark(issues: readonly Issue[]): void {
    this.issues = issues
    this.field.setAttribute('aria-invalid', String(issues.some(i => i.tone === 'bad')))
    this.draw()
  }
  /** Selects a line and brings it into sight. */
  goTo(line: number): void {
    const lines = this.text.split('\n'), start = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0)
    this.field.focus()
    this.field.setSelectionRange(start, start + (lines[line - 1] ?? '').length)
    const height = this.field.scrollHeight / Math.max(lines.length, 1)
    this.field.scrollTop = Math.max(0, (line - 4) * height)
    this.follow()
  }
  /** Enter keeps the depth of the line. By insertText, so that it can be undone. */
  private indent = (e: KeyboardEvent): void => {
    if (e.key !== 'Enter' || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey) return
    const before = this.text.slice(0, this.field.selectionStart), space = /[^\S\n]*/.exec(before.slice(before.lastIndexOf('\n') + 1))![0]
    if (space && document.execCommand('insertText', false, `\n${space}`)) e.preventDefault()
  }
  private follow(): void {
    const { scrollLeft, scrollTop } = this.field
    this.paper.style.translate = `${-scrollLeft}px ${-scrollTop}px`
    this.gutter.style.setProperty('--scrolled', `${-scrollTop}px`)
  }
  private draw(): void {
    const { text } = this, lines = text.length > TOO_LONG ? text.split('\n').map((t): Piece[] => [{ ink: 'text', text: t }]) : painted(text)
    this.field.rows = Math.min(Math.max(lines.length + 1, FEWEST), MOST)
    const at = new Map<number, Issue>()
    for (const issue of this.issues) if (issue.line !== null && at.get(issue.line)?.tone !== 'bad') at.set(issue.line, issue)
    render(html`<div>${lines.map((_, i) => { const issue = at.get(i + 1); return html`<span class=${issue?.tone ?? nothing}>${issue ? html`<b>${issue.tone === 'bad' ? '✕' : '!'}</b>` : nothing}${i + 1}</span>` })}</div>`, this.gutter)
    render(lines.map((pieces, i) => { const issue = at.get(i + 1); return html`<div class=${issue?.tone ?? nothing}><span>${pieces.map(p => html`<span class="ink-${p.ink}">${p.text}</span>`)}</span>${issue ? html`<em>${issue.message}</em>` : nothing}</div>` }), this.paper)
    this.follow()
  }
}

/** The issues as a list that can be read and followed to their lines. */
export const told = (issues: readonly Issue[], goTo: (line: number) => void) => issues.length ? html`<ul class="issues">${issues.map(({ line, message, tone }) => html`
  <li><span class="badge ${tone}">${tone === 'bad' ? gettext('Error') : gettext('Check')}</span>
    <span>${line === null ? nothing : html`<button type="button" class="link" @click=${() => goTo(line)}>${fill(gettext('Line %(n)s'), { n: line })}</button> `}${message}</span></li>`)}</ul>` : nothing

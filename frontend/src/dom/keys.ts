/** The one listener for keys: decides whether a press is the page's, and hands it to the table. */
import { match, type Action, type Binding } from '../core/keymap'

const FIELD = 'input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable=""], [contenteditable=true]'
/** What Enter and Backspace already do something on. An answer's own button is not among them: Enter submits there. */
/** Where arrows and the space bar belong to the widget they are pressed in. */
const OWN_ARROWS = 'input, select, [role=slider], [role=tree], [role=listbox]:not([data-acts] *), [role=menu], audio, video'
const OWN_ENTER = 'a[href], button:not([data-answer]), summary, input'

export function listen(rows: () => readonly Binding[], run: (action: Action) => void): () => void {
  const pressed = (e: KeyboardEvent): void => {
    const at = e.target instanceof Element ? e.target : null
    if (e.defaultPrevented || document.querySelector('dialog[open]')) return
    if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey && at?.closest(OWN_ENTER)) return
    if (/^(Arrow|Home|End|Page)/.test(e.key) && !e.ctrlKey && !e.metaKey && at?.closest(OWN_ARROWS)) return
    if (e.key === ' ' && at?.closest('button, summary, a[href], input, select, [role=option]')) return
    const action = match(rows(), e, !!at?.closest(FIELD))
    if (!action) return
    e.preventDefault()
    run(action)
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}

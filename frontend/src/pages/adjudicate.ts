/** Adjudication by keyboard: 1 to 9 choose, Enter saves, n goes to the note, s to the section, j leaves the text for later. Works without it too. */
import { chord } from '../core/keymap'

const FIELD = 'textarea, select, input:not([type=radio], [type=checkbox])'

/** Whether the press was ours. */
function act(form: HTMLFormElement, key: string): boolean {
  if (/^[1-9]$/.test(key)) {
    const option = form.querySelectorAll<HTMLInputElement>('input[name=label]')[Number(key) - 1]
    if (!option) return false
    option.checked = option.type === 'radio' || !option.checked
    option.focus()
    return true
  }
  if (key === 'n') { form.querySelector('textarea')?.focus(); return true }
  if (key === 's' && form.querySelector('select')) { form.querySelector('select')!.focus(); return true }
  if (key === 'j') {
    const next = document.querySelector<HTMLAnchorElement>('a[data-next]')
    next?.click()
    return !!next
  }
  if (key === 'Enter' || key === 'Mod+Enter') { form.requestSubmit(form.querySelector<HTMLButtonElement>('button.primary')); return true }
  return false
}

document.addEventListener('keydown', event => {
  const form = document.querySelector<HTMLFormElement>('#decide'), at = event.target as Element
  if (!form || event.defaultPrevented || event.isComposing || event.repeat || document.querySelector('dialog[open]')) return
  const key = chord(event)
  if (at.closest(FIELD)) {
    if (key === 'Escape') (at as HTMLElement).blur()
    if (key !== 'Mod+Enter') return
  }
  if (key === 'Enter' && at.closest('a, button, summary')) return
  // Alt with a key does the same; alone it rests for whoever has switched single keys off (WCAG 2.1.4).
  const alone = key.length === 1 && form.dataset['singleKeys'] === 'off'
  if (!alone && act(form, key.replace(/^Alt\+/, ''))) event.preventDefault()
})

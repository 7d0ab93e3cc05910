/** The templates: choosing one fills in its label config, its guideline and its example. What somebody wrote can be had back. */
import { html, nothing, render } from 'lit'
import { gettext } from '../../core/language'
import type { Json } from '../../core/types'
import type { CodeArea } from './code'
import type { Preview } from './preview'

export interface Starter { readonly label_config: string; readonly guideline: string; readonly examples: readonly Json[] }

export function gallery(root: HTMLElement, starters: Readonly<Record<string, Starter>>, code: CodeArea, preview: Preview, checkNow: () => void): void {
  const cards = [...root.querySelectorAll<HTMLInputElement>('input[name=template]')], notice = root.querySelector<HTMLElement>('[data-replaced]')!
  const guideline = document.querySelector<HTMLTextAreaElement>('textarea[name=guideline]')
  const known = (text: string, of: 'label_config' | 'guideline'): boolean => !text.trim() || Object.values(starters).some(s => s[of].trim() === text.trim())
  let chosen = cards.find(c => c.checked) ?? null
  notice.setAttribute('role', 'status')

  const say = (before: string, card: HTMLInputElement | null): void => {
    render(before ? html`<div class="alert"><div>${gettext('The label config you had written was replaced by the template’s.')}</div>
    <button type="button" class="button small" @click=${() => back(before, card)}>${gettext('Take mine back')}</button></div>` : nothing, notice)
  }
  const back = (before: string, card: HTMLInputElement | null): void => {
    for (const c of cards) c.checked = c === card
    chosen = card
    code.text = before
    checkNow()
    say('', null)
    code.field.focus()
  }
  const pick = (card: HTMLInputElement): void => {
    const starter = starters[card.value]
    if (!starter) return
    const before = known(code.text, 'label_config') ? '' : code.text
    say(before, chosen)
    if (guideline && known(guideline.value, 'guideline')) guideline.value = starter.guideline
    preview.offer(starter.examples)
    code.text = starter.label_config
    checkNow()
    chosen = card
  }
  root.addEventListener('change', e => { const card = e.target as HTMLInputElement; if (cards.includes(card) && card.checked) pick(card) })
}

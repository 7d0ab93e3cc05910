/** The draft of a guideline: who writes is seen by the others, and the sections are listed while one writes. Without a script it is a form. */
import '../dom/language'
import { gettext, ngettext } from '../core/language'
import { checkGuideline, holdDraft } from '../dom/api'

interface Section { title: string; label: string | null; line: number; level: number; examples: number }
interface Finding { line: number; message: string; fault: boolean }
interface Checked { sections: Section[]; findings: Finding[] }

const QUIET = 700, SIGN_OF_LIFE = 60_000

const form = document.querySelector<HTMLFormElement>('form[data-draft]')
if (form) begin(form)

function begin(form: HTMLFormElement): void {
  const text = form.querySelector<HTMLTextAreaElement>('[name=text]')!, config = form.querySelector<HTMLTextAreaElement>('[name=label_config]')!
  let told = 0, held = false, asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const token = form.querySelector<HTMLInputElement>('[name=csrfmiddlewaretoken]')!.value
  const hold = async (): Promise<void> => {
    if (Date.now() - told < SIGN_OF_LIFE) return
    told = Date.now()
    const answer = await holdDraft(form.dataset['hold']!, token)
    if (!answer) { told = 0; return } // no network: the next key asks again
    held = answer.held
    show(answer.by)
  }
  const show = (by: string): void => {
    const banner = document.querySelector<HTMLElement>('[data-holder]')!
    banner.hidden = !by
    banner.querySelector('[data-holder-says]')!.textContent = by ? gettext('%(who)s is editing this draft now.').replace('%(who)s', by) : ''
  }
  const check = async (): Promise<void> => {
    const mine = ++asked
    const checked = await checkGuideline<Checked>(form.dataset['check']!, token, text.value, config.value)
    if (checked && mine === asked) draw(checked, text)
  }
  form.addEventListener('input', () => {
    void hold()
    clearTimeout(timer)
    timer = setTimeout(() => void check(), QUIET)
  })
  let sent = false
  form.addEventListener('submit', () => { sent = true })
  addEventListener('pagehide', () => { if (held && !sent) void holdDraft(form.dataset['hold']!, token, 'done') })
  void check()
}

/** The sections as a list of places to go to, and what is wrong below it. */
function draw(checked: Checked, text: HTMLTextAreaElement): void {
  const box = document.querySelector<HTMLElement>('[data-outline]')!, list = document.createElement('ul')
  list.className = 'contents'
  for (const section of checked.sections) {
    const item = document.createElement('li'), link = document.createElement('button')
    item.className = `level-${section.level}`
    link.type = 'button'
    link.className = 'link'
    link.textContent = section.title
    link.addEventListener('click', () => goTo(text, section.line))
    item.append(link)
    if (section.label) item.append(badge(section.label, ''))
    if (section.examples) item.append(badge(ngettext('%(n)s example', '%(n)s examples', section.examples).replace('%(n)s', String(section.examples)), ''))
    list.append(item)
  }
  const found = document.createElement('ul')
  found.className = 'issues'
  for (const finding of checked.findings) {
    const item = document.createElement('li'), words = document.createElement('span')
    words.textContent = finding.message
    item.append(badge(finding.fault ? gettext('error') : gettext('remark'), finding.fault ? 'bad' : ''), words)
    found.append(item)
  }
  box.hidden = !checked.sections.length && !checked.findings.length
  box.querySelector('[data-outline-list]')!.replaceChildren(list, found)
}

function badge(words: string, tone: string): HTMLElement {
  const made = document.createElement('span')
  made.className = `badge ${tone}`.trim()
  made.textContent = words
  return made
}

function goTo(text: HTMLTextAreaElement, line: number): void {
  const lines = text.value.split('\n'), at = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  text.focus()
  text.setSelectionRange(at, at + (lines[line - 1]?.length ?? 0))
  text.scrollTop = Math.max(0, (line - 3) * (text.scrollHeight / lines.length))
}

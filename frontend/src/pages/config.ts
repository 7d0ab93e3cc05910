/** Setting up a label config: the editor checks it while it is written, the preview shows what an annotator will see. */
import '../dom/language'
import '../styles/annotate.css'
import '../styles/config.css'
import '../tags/layout'
import '../tags/text'
import '../tags/choices'
import '../tags/fields'
import '../tags/unknown'
import './config/preview'
import { html, nothing, render } from 'lit'
import { fill, gettext } from '../core/language'
import { Refused } from '../core/server'
import type { Json, TagNode } from '../core/types'
import { compileConfig } from '../dom/api'
import { CodeArea, told, type Issue } from './config/code'
import { flat, wanted } from './config/fields'
import { gallery, type Starter } from './config/gallery'
import type { Preview } from './config/preview'

interface Boot { readonly api: string; readonly csrf: string; readonly items: readonly Json[]; readonly real: boolean; readonly samples: Json; readonly starters?: Readonly<Record<string, Starter>> }
const PAUSE = 300

const root = document.querySelector<HTMLElement>('[data-config]')!, boot = JSON.parse(document.getElementById('config-boot')!.textContent!) as Boot
const part = (name: string): HTMLElement => root.querySelector<HTMLElement>(`[data-${name}]`)!
const code = new CodeArea(root.querySelector<HTMLTextAreaElement>('[data-code] textarea')!)
const preview = Object.assign(document.createElement('an-preview') as Preview, { samples: boot.samples, real: boot.real })
const issues = part('issues'), needs = part('needs'), refused = root.querySelector<HTMLElement>('[data-refused]')
part('preview').append(preview)
issues.setAttribute('role', 'status')
issues.id = 'config-issues'
code.field.setAttribute('aria-describedby', [code.field.getAttribute('aria-describedby'), issues.id].filter(Boolean).join(' '))

const say = (found: readonly Issue[]): void => {
  code.mark(found)
  // What the server said of the text that was sent stands until the text changes.
  const shown = refused?.isConnected ? found.filter(i => i.tone !== 'bad') : found
  render(told(shown, line => code.goTo(line)), issues)
  root.querySelector('.field')!.classList.toggle('invalid', found.some(i => i.tone === 'bad'))
  preview.broken = found.some(i => i.tone === 'bad')
}
const sayFields = (tree: TagNode): void => {
  const fields = wanted(tree), names = fields.map(f => f.field)
  render(names.length ? html`<p class="hint needs">${gettext('What you import needs these fields:')} ${names.map(n => html`<code>${n}</code> `)}
    <span>${gettext('As a line of JSON:')} <code>{${names.map((n, i) => html`${i ? ', ' : nothing}"${n}": …`)}}</code>. ${flat(fields) ? gettext('In a table, they are the names of the columns.') : nothing}</span></p>` : nothing, needs)
}

let asked = 0
async function check(): Promise<void> {
  const mine = ++asked
  try {
    const found = await compileConfig(boot.api, boot.csrf, code.text)
    if (mine !== asked) return
    if (!found) return say([{ line: null, tone: 'warn', message: gettext('The server could not be asked; the config is checked again as you type, and when you save.') }])
    say([...found.problems.map((p): Issue => ({ ...p, tone: 'bad' })), ...found.warnings.map((w): Issue => ({ ...w, tone: 'warn' }))])
    if (!found.tree) return
    sayFields(found.tree)
    await preview.show(found.tree)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (mine === asked) say([{ line: null, tone: 'warn', message: fill(gettext('Not checked: %(why)s'), { why: error.refusal.message }) }])
  }
}
let waiting: ReturnType<typeof setTimeout> | undefined
const checkNow = (): void => { clearTimeout(waiting); void check() }
code.field.addEventListener('input', () => { refused?.remove(); clearTimeout(waiting); waiting = setTimeout(checkNow, PAUSE) })

preview.offer(boot.items)
const templates = document.querySelector<HTMLElement>('.starters')
if (templates && boot.starters) gallery(templates, boot.starters, code, preview, checkNow)
checkNow()

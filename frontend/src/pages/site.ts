/** What the server-rendered pages need of a script: htmx where a page uses it, and four habits named by data attributes. */
import '../dom/language'
import { gettext } from '../core/language'
import { csrfToken } from '../dom/csrf'

document.addEventListener('htmx:config:request', event => {
  const { ctx } = (event as CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>).detail
  ctx.request.headers['X-CSRFToken'] = csrfToken()
})

/** `data-confirm="Undo this import?"` on a form or a submit button asks first. */
document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement
  const question = event.submitter?.dataset['confirm'] ?? form.dataset['confirm']
  if (!question || confirm(question)) return
  event.preventDefault()
  event.stopImmediatePropagation() // htmx must not send it either
}, true)

/** A form is sent once: a second click while the first is on its way does nothing. */
document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement
  if (event.defaultPrevented || form.method === 'get' || form.target === '_blank') return
  if (form.dataset['sent']) { event.preventDefault(); return }
  form.dataset['sent'] = '1'
  event.submitter?.setAttribute('aria-busy', 'true')
})
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset['sent']
  for (const button of document.querySelectorAll('button[aria-busy]')) button.removeAttribute('aria-busy')
})

/** Files chosen in `input[data-paths]` are sent with the folders they lie in, which the upload itself leaves out. */
document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement, paths = form.querySelector<HTMLInputElement>('input[type=hidden][name=paths]')
  if (!paths || event.defaultPrevented) return
  const chosen = [...form.querySelectorAll<HTMLInputElement>('input[data-paths]')].flatMap(input => [...(input.files ?? [])])
  paths.value = JSON.stringify(chosen.map(file => file.webkitRelativePath || file.name))
})

/** `data-copy="#id"` on a button copies that element's text. */
document.addEventListener('click', event => {
  const button = (event.target as Element).closest<HTMLElement>('[data-copy]')
  const from = button && document.querySelector<HTMLElement>(button.dataset['copy']!)
  if (!button || !from) return
  void navigator.clipboard.writeText((from as HTMLInputElement).value ?? from.textContent).then(() => {
    const label = button.textContent
    button.textContent = gettext('Copied')
    setTimeout(() => { button.textContent = label }, 1500)
  })
})

/** An open `<details data-menu>` closes on Escape and on a click elsewhere. */
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]'))
    if (!menu.contains(event.target as Node)) menu.open = false
})
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details[data-menu][open]')) {
    menu.open = false
    menu.querySelector('summary')?.focus()
  }
})

// The annotation page has no need of it and is the lighter without.
if (document.querySelector('[hx-get], [hx-post], [hx-put], [hx-delete], [hx-trigger]')) void import('htmx.org')

/** The annotation page: puts the parts together and starts them. All that decides anything is in core. */
import '../dom/language'
import '../styles/annotate.css'
import '../tags/layout'
import '../tags/text'
import '../tags/choices'
import '../tags/fields'
import '../tags/unknown'
import './annotate/screen'
import { Desk } from '../core/desk'
import { Drafts } from '../core/drafts'
import { Outbox } from '../core/outbox'
import { Questions } from '../core/questions'
import { Server } from '../dom/api'
import { newId } from '../dom/ids'
import { alone, held, Shelves } from '../dom/store'
import { prefetch } from '../tags/registry'
import type { Boot } from './annotate/boot'
import type { Screen } from './annotate/screen'

const HEARTBEAT = 20_000
const boot = JSON.parse(document.getElementById('boot')!.textContent!) as Boot
const name = `malmoi-${boot.user.id}-${boot.project.id}`
const after = (ms: number, fn: () => void): (() => void) => { const t = setTimeout(fn, ms); return () => clearTimeout(t) }
const server = new Server(boot.urls?.api ?? '/api/v1/', boot.project.id, boot.csrf ?? '')
const shelves = new Shelves(name)
const outbox = new Outbox({ store: shelves.letters, send: server.send, after, alone: alone(name) })
const desk = new Desk(boot.schema, boot.project.id, { api: server, outbox, drafts: new Drafts(shelves.drafts), now: () => Date.now(), newId, after, hold: held(name), ...(boot.guideline ? { version: Number(boot.guideline.version) } : {}), turnTo: version => location.replace(`?version=${version}`) })
desk.onReady = prefetch

const screen = document.querySelector<Screen>('an-annotator')!
Object.assign(screen, { desk, boot, shelves, questions: new Questions(server, newId) })

document.addEventListener('visibilitychange', () => desk.see(!document.hidden))
addEventListener('pagehide', () => { desk.saveNow(); outbox.lastWords() })
addEventListener('online', () => { void outbox.flush(); if (!desk.current) void desk.lookAgain() })
addEventListener('beforeunload', event => { if (outbox.status.waiting && !shelves.durable) event.preventDefault() })
// Going to another page gives back what lies ready, so that nobody waits for it. A reload does not: the tasks are resumed.
document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
  const away = link && link.origin === location.origin && link.pathname !== location.pathname && !link.target
  if (away && !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey) void desk.leave()
})
setInterval(() => { if (!document.hidden) void desk.beat() }, HEARTBEAT)
void desk.start()

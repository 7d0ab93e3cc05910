/** Many at once: a grid of pictures or short texts. */
import '../dom/language'
import '../styles/annotate.css'
import '../styles/grid.css'
import './grid/screen'
import { Drafts } from '../core/drafts'
import { Grid } from '../core/grid'
import { Outbox } from '../core/outbox'
import { Server } from '../dom/api'
import { newId } from '../dom/ids'
import { alone, held, Shelves } from '../dom/store'
import type { Boot } from './annotate/boot'
import type { GridScreen } from './grid/screen'

const boot = JSON.parse(document.getElementById('boot')!.textContent!) as Boot
const name = `malmoi-${boot.user.id}-${boot.project.id}`
const after = (ms: number, fn: () => void): (() => void) => { const t = setTimeout(fn, ms); return () => clearTimeout(t) }
const server = new Server(boot.urls?.api ?? '/api/v1/', boot.project.id, boot.csrf ?? '')
const shelves = new Shelves(name)
const outbox = new Outbox({ store: shelves.letters, send: server.send, after, alone: alone(name) })
const grid = new Grid(boot.schema, boot.project.id, innerWidth < 640 ? 12 : 24, { api: server, outbox, drafts: new Drafts(shelves.drafts), now: () => Date.now(), newId, hold: held(name), ...(boot.guideline ? { version: Number(boot.guideline.version) } : {}), turnTo: version => location.replace(`?version=${version}`) })
Object.assign(document.querySelector<GridScreen>('an-grid')!, { grid, boot, shelves, server, outbox })

addEventListener('pagehide', () => outbox.lastWords())
addEventListener('online', () => { void outbox.flush(); if (grid.phase === 'unreachable') void grid.fill() })
document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null
  if (link && link.origin === location.origin && link.pathname !== location.pathname && !event.ctrlKey && !event.metaKey) void grid.giveBack()
})
setInterval(() => { if (!document.hidden) void grid.beat() }, 60_000)
void grid.start()

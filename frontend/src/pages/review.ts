/** Review: what several people said of one task, to be taken, merged, mended and decided. */
import '../dom/language'
import '../styles/annotate.css'
import '../styles/review.css'
import '../tags/layout'
import '../tags/text'
import '../tags/choices'
import '../tags/fields'
import '../tags/unknown'
import './review/screen'
import { Server } from '../dom/api'
import type { ReviewBoot, Review } from './review/screen'

const boot = JSON.parse(document.getElementById('boot')!.textContent!) as ReviewBoot
const server = new Server(boot.urls.api, boot.project.id, boot.csrf)
Object.assign(document.querySelector<Review>('an-review')!, { boot, decide: (body: Parameters<Server['decide']>[1]) => server.decide(boot.task.id, body) })

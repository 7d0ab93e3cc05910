/** Sounds, fetched and decoded before they are shown. The few last ones are kept, so that a next task is there at once. */
import { fromDataUrl, soundless, thinned } from '../../core/sound/bytes'
import { fill, gettext } from '../../core/language'
import { bytesOf } from '../../dom/api'

/** `address`: for the player. Without `samples` it can be played and marked, but its waveform is not known. */
export type Sound =
  | { readonly is: 'ready'; readonly address: string; readonly length: number; readonly samples: readonly Float32Array[] | null; readonly note: string }
  | { readonly is: 'broken'; readonly says: string }

/** Enough to draw ten minutes at the closest zoom, and of an hour what can be seen. */
const SAMPLES = 1_200_000
const KEPT = 8
const kept = new Map<string, { readonly sound: Promise<Sound>; address: string }>()

const broken = (says: string): Sound => ({ is: 'broken', says })
const short = (address: string): string => (address.startsWith('data:') ? gettext('a sound within the task') : address)

/** What the browser's player makes of an address: how long it is, or null where it cannot play it. */
const played = (address: string): Promise<number | null> => new Promise(settle => {
  const player = new Audio()
  player.preload = 'metadata'
  player.onloadedmetadata = () => settle(player.duration)
  player.onerror = () => settle(null)
  player.src = address
})
async function unread(address: string): Promise<Sound> {
  const length = await played(address)
  if (length === null) return broken(fill(gettext('The sound could not be loaded: %(what)s. There is no answer from there, or it is of a kind that this browser does not play.'), { what: short(address) }))
  if (!(length > 0 && Number.isFinite(length))) return broken(fill(gettext('The sound has no length: %(what)s.'), { what: short(address) }))
  return { is: 'ready', address, length, samples: null, note: gettext('The waveform cannot be drawn: the sound lies on another server, which does not let this page read it. It can be played and marked all the same.') }
}
async function decoded(bytes: ArrayBuffer): Promise<AudioBuffer | null> {
  try { return await new OfflineAudioContext(1, 1, 8000).decodeAudioData(bytes) } catch { return null }
}

async function fetched(value: string, keep: (address: string) => void): Promise<Sound> {
  const held = fromDataUrl(value)
  if (!held && /^data:/i.test(value)) return broken(gettext('The sound could not be read: what the task holds of it is damaged.'))
  const got = held ? { bytes: held.bytes.buffer, type: held.type, status: 200 } : await bytesOf(value)
  if (!got) return unread(value)
  if (got.status >= 400) return broken(fill(gettext('The sound could not be loaded: the server answers %(status)s to %(what)s.'), { status: got.status, what: short(value) }))
  if (soundless(got.bytes)) return broken(fill(gettext('The sound is empty: %(what)s.'), { what: short(value) }))
  const blob = new Blob([got.bytes], { type: got.type }), buffer = await decoded(got.bytes)
  if (!buffer) return broken(fill(gettext('The sound could not be played: %(what)s is damaged, or of a kind that this browser does not know.'), { what: short(value) }))
  if (!(buffer.duration > 0)) return broken(fill(gettext('The sound is empty: %(what)s.'), { what: short(value) }))
  const address = URL.createObjectURL(blob), channels = Math.min(2, buffer.numberOfChannels)
  keep(address)
  return { is: 'ready', address, length: buffer.duration, samples: Array.from({ length: channels }, (_, i) => thinned(buffer.getChannelData(i), SAMPLES)), note: '' }
}

export function sound(value: string): Promise<Sound> {
  const known = kept.get(value)
  if (known) { kept.delete(value); kept.set(value, known); return known.sound }
  const entry: { sound: Promise<Sound>; address: string } = { sound: Promise.resolve(broken('')), address: '' }
  entry.sound = fetched(value, address => { entry.address = address })
  kept.set(value, entry)
  // What could not be had is asked for anew the next time.
  void entry.sound.then(found => { if (found.is === 'broken') kept.delete(value) })
  for (const [old, { address }] of kept) if (kept.size > KEPT) { kept.delete(old); URL.revokeObjectURL(address) }
  return entry.sound
}

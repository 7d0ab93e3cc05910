/** What is in a sound file before it is decoded, and what is drawn of it after. */

/** The bytes and the type of a `data:` address; null where it is not one, or damaged. */
export function fromDataUrl(address: string): { readonly type: string; readonly bytes: Uint8Array<ArrayBuffer> } | null {
  const found = /^data:([^,]*),/i.exec(address)
  if (!found) return null
  const marks = found[1]!.split(';'), type = marks[0] || 'application/octet-stream', body = address.slice(found[0].length)
  try {
    if (marks.some(m => m.trim().toLowerCase() === 'base64')) return { type, bytes: Uint8Array.from(atob(decodeURIComponent(body)), c => c.charCodeAt(0)) }
    return { type, bytes: new TextEncoder().encode(decodeURIComponent(body)) }
  } catch { return null }
}
const word = (view: DataView, from: number): string => String.fromCharCode(...[0, 1, 2, 3].map(i => view.getUint8(from + i)))
/** A file without a moment of sound in it: no bytes at all, or a WAV whose data has none. */
export function soundless(bytes: ArrayBuffer): boolean {
  const view = new DataView(bytes)
  if (!view.byteLength) return true
  if (view.byteLength < 12 || word(view, 0) !== 'RIFF' || word(view, 8) !== 'WAVE') return false
  for (let from = 12; from + 8 <= view.byteLength; from += 8 + view.getUint32(from + 4, true) + (view.getUint32(from + 4, true) & 1)) {
    if (word(view, from) === 'data') return view.getUint32(from + 4, true) === 0 || from + 8 === view.byteLength
  }
  return true
}
/** At most so many samples, each the loudest of those it stands for: an hour need not be kept whole to be drawn. */
export function thinned(samples: Float32Array, most: number): Float32Array {
  if (samples.length <= most) return samples
  const found = new Float32Array(most)
  for (let i = 0; i < most; i++) {
    let loudest = 0
    for (let j = Math.floor((i * samples.length) / most), end = Math.floor(((i + 1) * samples.length) / most); j < end; j++) if (Math.abs(samples[j]!) > Math.abs(loudest)) loudest = samples[j]!
    found[i] = loudest
  }
  return found
}

/** Times and places in a sound. */
import { describe, expect, it } from 'vitest'
import { fromDataUrl, soundless, thinned } from '../src/core/sound/bytes'
import { lanes } from '../src/core/sound/lanes'
import { at, between, endAt, LEAST, shifted, snapped, startAt, under } from '../src/core/sound/place'
import { clock, given, stepped, ticks } from '../src/core/sound/time'

/** A small generator, so that a failure can be run again. */
function random(seed: number): () => number {
  let s = seed
  return () => { s = (s * 1664525 + 1013904223) >>> 0; return s / 2 ** 32 }
}

describe('places', () => {
  it('keeps a moment inside the sound, in milliseconds', () => {
    expect(at(-1, 2)).toBe(0)
    expect(at(NaN, 2)).toBe(0)
    expect(at(1.23456, 2)).toBe(1.235)
    expect(at(1.9999999, 1.99996)).toBe(1.99996)
  })
  it('takes what is near an end for the end', () => {
    expect(snapped(0.015, 10)).toBe(0)
    expect(snapped(9.985, 10)).toBe(10)
    expect(snapped(0.5, 10, 1)).toBe(0)
    expect(snapped(0.5, 10)).toBe(0.5)
  })
  it('does not swallow a very short sound with both its ends', () => { expect(snapped(0.015, 0.03)).toBe(0.015) })
  it('goes from one moment to the other in either direction', () => {
    expect(between(3, 1, 10)).toEqual({ start: 1, end: 3 })
    expect(between(1, 3, 10)).toEqual({ start: 1, end: 3 })
  })
  it('is nothing where nobody dragged', () => { expect(between(1, 1.001, 10)).toBeNull() })
  it('keeps what else is said of the place', () => { expect(startAt({ start: 1, end: 2, channel: 0 }, 1.5, 10)).toEqual({ start: 1.5, end: 2, channel: 0 }) })
  it('moves a whole place without changing its length, up to the ends', () => {
    expect(shifted({ start: 1, end: 2.5 }, 1, 10)).toEqual({ start: 2, end: 3.5 })
    expect(shifted({ start: 1, end: 2.5 }, -5, 10)).toEqual({ start: 0, end: 1.5 })
    expect(shifted({ start: 1, end: 2.5 }, 50, 10)).toEqual({ start: 8.5, end: 10 })
  })
  it('never lets borders cross or leave the sound, whatever is done', () => {
    const next = random(7)
    for (let n = 0; n < 2000; n++) {
      const length = 0.05 + next() * 100, from = next() * length
      let p = between(from, next() * length, length) ?? { start: 0, end: length }
      for (let k = 0; k < 5; k++) {
        const to = (next() * 3 - 1) * length
        p = [startAt(p, to, length), endAt(p, to, length), shifted(p, to, length)][Math.floor(next() * 3)]!
        expect(p.start).toBeGreaterThanOrEqual(0)
        expect(p.end).toBeLessThanOrEqual(length)
        expect(p.end - p.start).toBeGreaterThanOrEqual(LEAST - 0.0011)
      }
    }
  })
  it('means the shortest place under a click, unless one is active there', () => {
    const places = [{ id: 'long', start: 0, end: 5 }, { id: 'short', start: 1, end: 2 }]
    expect(under(places, 1.5, null)?.id).toBe('short')
    expect(under(places, 1.5, 'long')?.id).toBe('long')
    expect(under(places, 4, 'short')?.id).toBe('long')
    expect(under(places, 6, null)).toBeNull()
  })
})

describe('lanes', () => {
  it('keeps what does not overlap in one', () => { expect(lanes([{ start: 0, end: 1 }, { start: 1, end: 2 }, { start: 5, end: 6 }])).toEqual([0, 0, 0]) })
  it('never puts two that overlap into one, and takes no more than overlap at once', () => {
    const next = random(3)
    for (let n = 0; n < 200; n++) {
      const places = Array.from({ length: 30 }, () => { const start = next() * 20; return { start, end: start + 0.1 + next() * 4 } }), found = lanes(places)
      for (let i = 0; i < 30; i++) for (let j = 0; j < i; j++) {
        const a = places[i]!, b = places[j]!
        if (a.start < b.end && b.start < a.end) expect(found[i]).not.toBe(found[j])
      }
      const most = Math.max(...places.map(p => places.filter(q => q.start <= p.start && p.start < q.end).length))
      expect(Math.max(...found) + 1).toBe(most)
    }
  })
})

describe('times', () => {
  it('reads like a clock', () => {
    expect([0, 5, 65, 3600, 3725].map(s => clock(s))).toEqual(['0:00', '0:05', '1:05', '1:00:00', '1:02:05'])
    expect(clock(59.9996, 3)).toBe('1:00.000')
    expect(clock(1.25, 2)).toBe('0:01.25')
    expect(clock(NaN)).toBe('0:00')
  })
  it('rules at round times that do not touch', () => {
    expect(ticks(0, 4, 100).map(t => t.says)).toEqual(['0:00', '0:01', '0:02', '0:03', '0:04'])
    expect(ticks(0.3, 0.7, 800).map(t => t.at)).toEqual([0.3, 0.4, 0.5, 0.6, 0.7])
    expect(ticks(0, 7200, 0.1).map(t => t.at)).toEqual([0, 1800, 3600, 5400, 7200])
  })
  it('goes from speed to speed and stays within them', () => {
    expect([stepped(1, 1), stepped(1, -1), stepped(2, 1), stepped(0.5, -1), stepped(1.1, 1)]).toEqual([1.25, 0.75, 2, 0.5, 1.25])
  })
  it('keeps numbers of the config within bounds', () => { expect([given('3', 1, 0.5, 2), given('', 1, 0, 2), given('x', 1, 0, 2), given('0.7', 1, 0, 2)]).toEqual([2, 1, 1, 0.7]) })
})

describe('bytes', () => {
  const wav = (data: number): ArrayBuffer => {
    const all = new Uint8Array(44 + data), view = new DataView(all.buffer), put = (from: number, s: string): void => [...s].forEach((c, i) => { all[from + i] = c.charCodeAt(0) })
    put(0, 'RIFF'); put(8, 'WAVE'); put(12, 'fmt '); view.setUint32(16, 16, true); put(36, 'data'); view.setUint32(40, data, true)
    return all.buffer
  }
  it('reads an address that holds the sound itself', () => {
    expect([...fromDataUrl('data:audio/wav;base64,AAEC')!.bytes]).toEqual([0, 1, 2])
    expect(fromDataUrl('data:audio/wav;base64,AAEC')!.type).toBe('audio/wav')
    expect([...fromDataUrl('data:,ab')!.bytes]).toEqual([97, 98])
    expect(fromDataUrl('data:audio/wav;base64,%%')).toBeNull()
    expect(fromDataUrl('/a.wav')).toBeNull()
  })
  it('knows a file without sound', () => {
    expect([soundless(new ArrayBuffer(0)), soundless(wav(0)), soundless(wav(8)), soundless(new Uint8Array(20).buffer)]).toEqual([true, true, false, false])
  })
  it('keeps the loudest when it keeps less', () => {
    expect([...thinned(Float32Array.from([0, 0.5, -1, 0.25]), 2)]).toEqual([0.5, -1])
    const short = Float32Array.from([1, 2])
    expect(thinned(short, 10)).toBe(short)
  })
})

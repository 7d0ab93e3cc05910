/** Times as they are shown. */

/** 1:05, or with `digits` 1:05.250; hours only where there are some. */
export function clock(seconds: number, digits = 0): string {
  const unit = 10 ** digits, all = Math.round(Math.max(0, Number.isFinite(seconds) ? seconds : 0) * unit)
  const part = all % unit, whole = (all - part) / unit, s = whole % 60, m = Math.floor(whole / 60) % 60, h = Math.floor(whole / 3600)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${h ? `${h}:${two(m)}` : m}:${two(s)}${digits ? `.${String(part).padStart(digits, '0')}` : ''}`
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600]
export interface Tick { readonly at: number; readonly says: string }
/** The ruler under a waveform: round times, so far apart that their names do not touch. */
export function ticks(from: number, to: number, pixelsPerSecond: number, apart = 72): Tick[] {
  const step = STEPS.find(s => s * pixelsPerSecond >= apart) ?? STEPS.at(-1)!
  const first = Math.ceil(Math.max(0, from) / step - 1e-9), last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = Math.round((first + i) * step * 10) / 10
    return { at, says: clock(at, step < 1 ? 1 : 0) }
  })
}

/** How fast it plays: what one may choose. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const
export const stepped = (now: number, by: 1 | -1): number => (by > 0 ? SPEEDS.find(s => s > now + 1e-6) : [...SPEEDS].reverse().find(s => s < now - 1e-6)) ?? Math.min(2, Math.max(0.5, now))
/** A number from the config, kept between two bounds. */
export function given(written: string | undefined, otherwise: number, least: number, most: number): number {
  const n = written?.trim() ? Number(written) : NaN
  return Number.isFinite(n) ? Math.min(most, Math.max(least, n)) : otherwise
}

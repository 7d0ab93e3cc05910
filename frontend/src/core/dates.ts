/** Dates as Label Studio writes them: local, no zone; ISO to the minute unless the config has a strftime format of its own. */
import { language } from './language'

export interface Parts { readonly year?: number | undefined; readonly month?: number | undefined; readonly day?: number | undefined; /** HH:MM */ readonly time?: string | undefined }
export interface Asked { readonly date: boolean; readonly month: boolean; readonly year: boolean; readonly time: boolean }
/** `only`, with Label Studio's rule that a date takes precedence over month and year. A month alone names no day, so its year is asked too. */
export function askedFor(only: readonly string[]): Asked {
  const all = !only.length, date = all || only.includes('date'), month = !date && only.includes('month')
  return { date, month, year: !date && (month || only.includes('year')), time: all || only.includes('time') }
}
const two = (n: number): string => String(n).padStart(2, '0')
const names = (options: Intl.DateTimeFormatOptions, tag = 'en'): string[] => Array.from({ length: 12 }, (_, m) => new Intl.DateTimeFormat(tag, options).format(new Date(2024, m, 1)))
export const monthNames = (): string[] => names({ month: 'long' }, language())
const days = (weekday: 'long' | 'short'): string[] => Array.from({ length: 7 }, (_, d) => new Intl.DateTimeFormat('en', { weekday }).format(new Date(2024, 8, 1 + d)))

/** A directive of strftime: how it is written, which characters it takes, and what it says when read. Names are English, as Label Studio's. */
interface Directive { readonly write: (d: Date) => string; readonly pattern: string; readonly read?: (text: string, into: Found) => void }
interface Found { year?: number; month?: number; day?: number; hour?: number; minute?: number; second?: number; pm?: boolean }
const index = (all: readonly string[], text: string): number => all.findIndex(n => n.toLowerCase() === text.toLowerCase())
const words = (all: readonly string[]): string => all.join('|')
const D: Readonly<Record<string, Directive>> = {
  Y: { write: d => String(d.getFullYear()).padStart(4, '0'), pattern: '\\d{4}', read: (t, f) => { f.year = Number(t) } },
  y: { write: d => two(d.getFullYear() % 100), pattern: '\\d{2}', read: (t, f) => { f.year = Number(t) + (Number(t) > 68 ? 1900 : 2000) } },
  m: { write: d => two(d.getMonth() + 1), pattern: '\\d{1,2}', read: (t, f) => { f.month = Number(t) } },
  d: { write: d => two(d.getDate()), pattern: '\\d{1,2}', read: (t, f) => { f.day = Number(t) } },
  e: { write: d => String(d.getDate()).padStart(2, ' '), pattern: ' ?\\d{1,2}', read: (t, f) => { f.day = Number(t) } },
  H: { write: d => two(d.getHours()), pattern: '\\d{1,2}', read: (t, f) => { f.hour = Number(t) } },
  I: { write: d => two(d.getHours() % 12 || 12), pattern: '\\d{1,2}', read: (t, f) => { f.hour = Number(t) % 12 } },
  M: { write: d => two(d.getMinutes()), pattern: '\\d{1,2}', read: (t, f) => { f.minute = Number(t) } },
  S: { write: d => two(d.getSeconds()), pattern: '\\d{1,2}', read: (t, f) => { f.second = Number(t) } },
  L: { write: () => '000', pattern: '\\d{3}' },
  p: { write: d => (d.getHours() < 12 ? 'AM' : 'PM'), pattern: 'AM|PM', read: (t, f) => { f.pm = t.toUpperCase() === 'PM' } },
  B: { write: d => names({ month: 'long' })[d.getMonth()]!, pattern: words(names({ month: 'long' })), read: (t, f) => { f.month = index(names({ month: 'long' }), t) + 1 } },
  b: { write: d => names({ month: 'short' })[d.getMonth()]!, pattern: words(names({ month: 'short' })), read: (t, f) => { f.month = index(names({ month: 'short' }), t) + 1 } },
  A: { write: d => days('long')[d.getDay()]!, pattern: words(days('long')) },
  a: { write: d => days('short')[d.getDay()]!, pattern: words(days('short')) },
}
const TOKEN = /%([-_0]?)([A-Za-z%])/g
export const strftime = (format: string, d: Date): string => format.replace(TOKEN, (all, pad: string, letter: string) => {
  const text = letter === '%' ? '%' : D[letter]?.write(d) ?? all
  return pad === '-' ? text.replace(/^[0 ]+(?=\d)/, '') : pad === '_' ? text.replace(/^0+(?=\d)/, z => ' '.repeat(z.length)) : text
})
/** Null where the text is not in this format, or names a day that is not there. */
export function strptime(format: string, text: string): Date | null {
  const read: (Directive['read'] | undefined)[] = []
  const pattern = format.split(/(%[-_0]?[A-Za-z%])/).map(part => {
    const directive = /^%[-_0]?[A-Za-z%]$/.test(part) ? D[part.at(-1)!] : undefined
    if (!directive) return (part === '%%' ? '%' : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    read.push(directive.read)
    return `( ?(?:${directive.pattern}))`
  }).join('')
  const match = new RegExp(`^${pattern}$`, 'i').exec(text)
  if (!match) return null
  const f: Found = {}
  read.forEach((fn, i) => fn?.(match[i + 1]!.trim(), f))
  const { year = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = f, d = new Date(2000, month - 1, day, hour + (f.pm ? 12 : 0), minute, second)
  d.setFullYear(year, month - 1, day)
  return d.getMonth() === month - 1 && d.getDate() === day && hour < 24 && minute < 60 && second < 61 ? d : null
}

const formatOf = (asked: Asked, format: string | undefined): string => format || (asked.time ? '%Y-%m-%dT%H:%M' : '%Y-%m-%d')
const onlyTime = (asked: Asked): boolean => asked.time && !asked.date && !asked.year
/** '' while something is still missing. A date without its time is at midnight. */
export function written(parts: Parts, asked: Asked, format?: string): string {
  if (onlyTime(asked)) return parts.time ?? ''
  const { year, month = asked.month || asked.date ? undefined : 1, day = asked.date ? undefined : 1, time = '00:00' } = parts
  if (!year || year < 1000 || !month || !day) return ''
  const d = new Date(2000, month - 1, day, Number(time.slice(0, 2)), Number(time.slice(3, 5)))
  d.setFullYear(year, month - 1, day)
  return strftime(formatOf(asked, format), d)
}
export function parts(said: string | number, asked: Asked, format?: string): Parts | null {
  const text = String(said)
  if (onlyTime(asked)) return /^\d\d:\d\d/.test(text) ? { time: text.slice(0, 5) } : null
  // What another program wrote may be a plain year, or ISO where the config has a format.
  const d = [formatOf(asked, format), '%Y-%m-%dT%H:%M', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d', '%Y-%m', '%Y'].map(f => strptime(f, text)).find(found => found)
  return d ? { year: d.getFullYear(), month: d.getMonth() + 1, day: d.getDate(), ...(asked.time ? { time: `${two(d.getHours())}:${two(d.getMinutes())}` } : {}) } : null
}
/** As inputs and bounds have it: 2026-01-31, or the year alone where only that is asked. */
export const iso = ({ year, month = 1, day = 1 }: Parts, asked: Asked): string => (year ? `${String(year).padStart(4, '0')}${asked.year && !asked.month ? '' : `-${two(month)}${asked.month ? '' : `-${two(day)}`}`}` : '')
/** Bounds are ISO dates, years, or `current`; where less is asked than they say, the rest of them is left out. */
export function within(given: Parts, asked: Asked, min: string | undefined, max: string | undefined, now: () => Date = () => new Date()): boolean {
  const at = iso(given, asked), bound = (text: string | undefined): string => (text === 'current' ? String(now().getFullYear()) : text ?? '').slice(0, Math.max(4, at.length))
  const low = bound(min), high = bound(max)
  return (given.year ?? 0) < 1000 || ((!low || at.slice(0, low.length) >= low) && (!high || at.slice(0, high.length) <= high))
}

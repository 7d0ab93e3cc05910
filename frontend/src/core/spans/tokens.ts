/** Tokens that came with the task: `<field>_tokens` or `tokens`, as [start, end] in code points or as strings that tile the text. */
import type { OffsetMap } from '../offsets'
import type { Json } from '../types'
import type { Range } from './words'

const pair = (v: unknown): v is [number, number] => Array.isArray(v) && v.length === 2 && v.every(n => Number.isInteger(n))

function spelled(given: readonly string[], text: string): Range[] | null {
  const found: Range[] = []
  let at = 0
  for (const token of given) {
    const start = token ? text.indexOf(token, at) : -1
    if (start < 0 || /\S/.test(text.slice(at, start))) return null
    found.push([start, at = start + token.length])
  }
  return /\S/.test(text.slice(at)) ? null : found
}
function placed(given: readonly [number, number][], map: OffsetMap): Range[] | null {
  const fits = given.every(([start, end], i) => start < end && start >= (given[i - 1]?.[1] ?? 0) && end <= map.length)
  return fits ? given.map(([start, end]) => [map.toUtf16(start), map.toUtf16(end)]) : null
}
/** null: there are none. 'unfit': there are, but they are not this text's. */
export function tokensIn(data: Json, field: string, text: string, map: OffsetMap): readonly Range[] | 'unfit' | null {
  const given = data[`${field}_tokens`] ?? data['tokens']
  if (!Array.isArray(given) || !given.length) return null
  if (given.every(t => typeof t === 'string')) return spelled(given, text) ?? 'unfit'
  return (given.every(pair) ? placed(given, map) : null) ?? 'unfit'
}

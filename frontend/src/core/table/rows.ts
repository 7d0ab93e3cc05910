/** What a task holds for a table, as rows: an object is a list of keys and values, a list of objects has a column for each key, a text is CSV. */
export interface Grid { readonly is: 'pairs' | 'rows'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }

export const shown = (v: unknown): string => (v === null || v === undefined ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v))
const record = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)

/** RFC 4180: quotes around a field, doubled within it; any line end. */
export function csv(text: string, separator = ','): string[][] {
  const rows: string[][] = []
  let row: string[] = [], field = '', quoted = false
  const endField = (): void => { row.push(field); field = '' }
  const endRow = (): void => { endField(); if (row.length > 1 || row[0]) rows.push(row); row = [] }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') { field += '"'; i++ }
      else quoted = false
    } else if (c === '"' && !field) quoted = true
    else if (c === separator) endField()
    else if (c === '\n' || c === '\r') { if (c === '\r' && text[i + 1] === '\n') i++; endRow() }
    else field += c
  }
  endRow()
  return rows
}
function fromList(list: readonly unknown[]): Grid {
  if (list.every(Array.isArray)) {
    const rows = list as readonly unknown[][], width = Math.max(0, ...rows.map(r => r.length))
    return { is: 'rows', head: [], rows: rows.map(r => Array.from({ length: width }, (_, i) => shown(r[i]))) }
  }
  if (!list.some(record)) return { is: 'rows', head: [], rows: list.map(v => [shown(v)]) }
  const head = [...new Set(list.flatMap(v => (record(v) ? Object.keys(v) : [])))]
  return { is: 'rows', head, rows: list.map(v => (record(v) ? head.map(k => shown(v[k])) : [shown(v), ...head.slice(1).map(() => '')])) }
}
/** `valueType`: "json", or "csv" with options: "csv,separator=;,headless". */
export function gridOf(given: unknown, valueType = ''): Grid | null {
  const [type = '', ...options] = valueType.split(/[,|]/).map(o => o.trim()), separator = /separator=(.)/.exec(valueType)?.[1] ?? ','
  if (typeof given === 'string') {
    if (type !== 'csv') { try { const read: unknown = JSON.parse(given); if (typeof read === 'object' && read !== null) return gridOf(read) } catch { /* then it is CSV */ } }
    const rows = csv(given, separator), headless = options.includes('headless') || !(rows.length > 1)
    const width = Math.max(0, ...rows.map(r => r.length)), full = rows.map(r => Array.from({ length: width }, (_, i) => r[i] ?? ''))
    return headless ? { is: 'rows', head: [], rows: full } : { is: 'rows', head: full[0]!, rows: full.slice(1) }
  }
  if (Array.isArray(given)) return fromList(given)
  // Keys in the order of the alphabet, as Label Studio lists them.
  if (record(given)) return { is: 'pairs', head: [], rows: Object.keys(given).sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())).map(k => [k, shown(given[k])]) }
  return given === undefined || given === null ? null : { is: 'rows', head: [], rows: [[shown(given)]] }
}

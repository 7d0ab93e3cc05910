/** What an object tag shows: `$text` is a field of the task (dots go deeper), anything else is itself. */
import type { TagNode, Task } from './types'

export type Value = { readonly is: 'text'; readonly text: string } | { readonly is: 'missing'; readonly field: string }

export function valueOf(written: string | undefined, data: Task['data']): Value {
  if (!written?.startsWith('$')) return { is: 'text', text: written ?? '' }
  const field = written.slice(1), found = data[field] ?? deeper(data, field.split('.'))
  if (found === undefined || found === null) return { is: 'missing', field }
  return { is: 'text', text: typeof found === 'string' ? found : typeof found === 'object' ? JSON.stringify(found, null, 2) : String(found) }
}
const deeper = (data: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at && typeof at === 'object' && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined), data)

/** A few words by which a person knows the task again. */
export function quote(schema: TagNode, task: Task, length = 110): string {
  const shown = (node: TagNode): string[] => [...(node.attrs['value']?.startsWith('$') ? [node.attrs['value']] : []), ...node.children.flatMap(shown)]
  const texts = shown(schema).map(v => valueOf(v, task.data)).flatMap(v => (v.is === 'text' && v.text.trim() ? [v.text] : []))
  const line = (texts[0] ?? Object.values(task.data).find(v => typeof v === 'string') ?? `task ${task.id}`).toString().replace(/\s+/g, ' ').trim()
  const points = [...line]
  return points.length > length ? `${points.slice(0, length).join('')}…` : line
}

/** What an object tag is given, as it is: a list, an object, a text. Undefined where the task lacks the field. */
export function rawOf(written: string | undefined, data: Task['data']): unknown {
  if (!written?.startsWith('$')) return written
  const field = written.slice(1)
  return data[field] ?? deeper(data, field.split('.'))
}

/** Which object a command is for: that of the active region or the pending place, then the one with the focus, then in order. */
import type { Session } from '../core/session'
import type { Tag } from './base'

export function act(within: ParentNode, session: Session, what: string): boolean {
  const to = session.active?.to ?? session.focus.pending?.to, rank = (t: Tag): number => (t.name === to ? 0 : t.contains(document.activeElement) ? 1 : 2)
  return [...within.querySelectorAll<Tag>('[data-acts]')].sort((a, b) => rank(a) - rank(b)).some(t => t.act(what))
}

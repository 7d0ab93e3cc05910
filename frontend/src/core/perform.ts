/** What a command does to the task that is being answered, the same on every screen that shows one. */
import type { Action } from './keymap'
import type { Session } from './session'

/** True if the action was one of the answer's. `act` asks the objects on the screen first: an Escape may mean the point being drawn. */
export function perform(session: Session, action: Action, act: (what: string) => boolean): boolean {
  const { active } = session.focus
  switch (action.do) {
    case 'choose': session.choose(action.name, action.value); return true
    case 'label': session.label(action.name, action.value); return true
    case 'rate': session.rate(action.name, action.stars); return true
    case 'prefer': session.prefer(action.name, action.side); return true
    case 'object': act(action.what); return true
    case 'accept': session.accept(); return true
    case 'accept-one': session.decide('accept'); return true
    case 'reject-one': session.decide('reject'); return true
    case 'next-region': session.step(1); return true
    case 'previous-region': session.step(-1); return true
    case 'delete-region': if (!act('delete') && active) session.remove(active); return true
    case 'relate': session.link(); return true
    case 'let-go': if (!act('cancel')) session.letGo(); return true
    case 'undo': if (!act('undo')) session.undo(); return true
    case 'redo': session.redo(); return true
    default: return false
  }
}

/** What a selection grows to: one habit of a person for all texts, remembered by the browser. */
import { Emitter } from '../../core/emitter'
import { gettext } from '../../core/language'
import { SNAPS, type Snap } from '../../core/spans/words'
import { remember, remembered } from '../../dom/prefs'

class Snapping extends Emitter<Snap> {
  now: Snap = SNAPS.find(s => s === remembered('snap')) ?? 'word'
  turn(): void {
    this.now = SNAPS[(SNAPS.indexOf(this.now) + 1) % SNAPS.length]!
    remember('snap', this.now)
    this.emit(this.now)
  }
}
export const snapping = new Snapping()
export const snapName = (snap: Snap): string => ({ word: gettext('Whole words'), morpheme: gettext('Parts of words'), character: gettext('Characters') })[snap]

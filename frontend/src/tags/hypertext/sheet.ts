/** The <Style> of a label config: parsed by the browser, rebuilt rule by rule, held to the task, and gone with the config. */
import { LAYOUT, resolved } from '../../core/css/harmless'
import { listed, scoped } from '../../core/css/scope'
import { restyle } from './style'

const MOST = 500
function rebuilt(rules: CSSRuleList, into: CSSStyleSheet | CSSMediaRule, root: string, left: { rules: number }): void {
  for (const rule of rules) {
    if (left.rules-- <= 0) return
    if (rule instanceof CSSStyleRule) {
      const selector = listed(rule.selectorText).map(s => scoped(s, root)).filter(s => s !== null).join(', ')
      const at = selector ? inserted(into, `${selector} {}`) : null
      if (at instanceof CSSStyleRule) restyle(rule.style, at.style, LAYOUT)
    } else if (rule instanceof CSSMediaRule && /^[\w\s().,:<>=-]*$/.test(rule.conditionText)) {
      const at = inserted(into, `@media ${rule.conditionText} {}`)
      if (at instanceof CSSMediaRule) rebuilt(rule.cssRules, at, root, left)
    }
  }
}
function inserted(into: CSSStyleSheet | CSSMediaRule, text: string): CSSRule | null {
  try { return into.cssRules[into.insertRule(text, into.cssRules.length)] ?? null } catch { return null }
}
/** A sheet that touches nothing outside `root`. A constructed sheet takes no @import and fetches nothing while it is read. */
export function sheetOf(css: string, root: string): CSSStyleSheet {
  const given = new CSSStyleSheet(), made = new CSSStyleSheet()
  given.replaceSync(resolved(css))
  rebuilt(given.cssRules, made, root, { rules: MOST })
  return made
}

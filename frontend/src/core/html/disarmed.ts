/**
 * Styles, style sheets, event handlers and <base> under another name. A browser holds them against the page's own policy as soon as it parses them, in a
 * document that is never shown too, and says so aloud; under this name the first are read when it is their turn, the others never.
 */
export const STYLE = 'data-style'
/** What stands for <style>: an element that is parsed by the same rules, in a head as in a body, and means nothing. */
export const SHEET = 'noframes', WAS = 'data-was-style'
const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'])
const SPACE = /[\s/]/, NAME_ENDS = /[\s/>=]/

/** One pass over the markup, the way a parser's tokeniser goes; what is not the name of an attribute stays as it is. */
export function disarmed(html: string): string {
  let out = '', from = 0, i = 0
  const until = (ends: RegExp): void => { while (i < html.length && !ends.test(html[i]!)) i++ }
  const past = (what: string): void => { const at = html.indexOf(what, i); i = at < 0 ? html.length : at + what.length }
  for (i = html.indexOf('<'); i >= 0 && i < html.length; i = html.indexOf('<', i)) {
    if (html.startsWith('<!--', i)) { past('-->'); continue }
    if (!/[a-z]/i.test(html[++i] ?? '')) continue
    const begins = i
    until(/[\s/>]/)
    const tag = html.slice(begins, i).toLowerCase()
    if (tag === 'style') { out += `${html.slice(from, begins)}${SHEET} ${WAS}`; from = i }
    while (i < html.length && html[i] !== '>') {
      while (i < html.length && SPACE.test(html[i]!)) i++
      if (html[i] === '>') break
      const name = i
      i++ // a sign that begins a name belongs to it, "=" too
      until(NAME_ENDS)
      if (tag === 'base' || /^(style$|on)/i.test(html.slice(name, i))) { out += `${html.slice(from, name)}data-`; from = name }
      const after = i
      while (i < html.length && /\s/.test(html[i]!)) i++
      if (html[i] !== '=') { i = after; continue }
      i++
      while (i < html.length && /\s/.test(html[i]!)) i++
      const quote = html[i]
      if (quote === '"' || quote === "'") { i++; past(quote) } else until(/[\s>]/)
    }
    if (!RAW.has(tag)) continue
    const shut = new RegExp(`</${tag}(?=[\\s/>])`, 'gi')
    shut.lastIndex = i
    i = shut.exec(html)?.index ?? html.length
    if (tag === 'style' && i < html.length) { out += `${html.slice(from, i)}</${SHEET}`; from = i += '</style'.length }
  }
  return out + html.slice(from)
}

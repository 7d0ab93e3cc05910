/** XML in pieces to be coloured, line by line. It reads whatever is there: what is half written must not look worse than it is. */
export type Ink = 'text' | 'mark' | 'tag' | 'name' | 'value' | 'field' | 'comment'
export interface Piece { readonly ink: Ink; readonly text: string }

const OUTSIDE = /<!--[\s\S]*?(?:-->|$)|<[?!][^>]*>?|<\/?[\w:.-]*|[^<]+|</g
const INSIDE = /\s+|\/?>|[\w:.-]+(?=\s*=)|=|"[^"<]*"?|'[^'<]*'?|[^\s=>"'<]+/y

function* pieces(xml: string): Generator<Piece> {
  OUTSIDE.lastIndex = 0
  for (let found = OUTSIDE.exec(xml); found; found = OUTSIDE.exec(xml)) {
    const [text] = found
    if (/^<[!?]/.test(text)) yield { ink: 'comment', text }
    else if (!/^<\/?[\w:.-]+$/.test(text)) yield { ink: text.startsWith('<') ? 'mark' : 'text', text }
    else {
      const sign = text.startsWith('</') ? '</' : '<'
      yield { ink: 'mark', text: sign }
      yield { ink: 'tag', text: text.slice(sign.length) }
      OUTSIDE.lastIndex = yield* attributes(xml, OUTSIDE.lastIndex)
    }
  }
}
/** To the end of the tag, or to where the next one begins. Gives where that is. */
function* attributes(xml: string, from: number): Generator<Piece, number> {
  let at = from
  for (;;) {
    INSIDE.lastIndex = at
    const text = INSIDE.exec(xml)?.[0]
    if (!text) return at
    at += text.length
    yield { text, ink: /^["']/.test(text) ? (text[1] === '$' ? 'field' : 'value') : /^[=/>]/.test(text) ? 'mark' : text.trim() ? 'name' : 'text' }
    if (text.endsWith('>') && !/^["']/.test(text)) return at
  }
}

/** One list of pieces for each line; put together they are the text without its line breaks. */
export function painted(xml: string): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const { ink, text } of pieces(xml)) text.split('\n').forEach((part, i) => {
    if (i) lines.push([])
    if (part) lines.at(-1)!.push({ ink, text: part })
  })
  return lines
}

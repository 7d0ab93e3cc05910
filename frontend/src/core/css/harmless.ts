/**
 * Which CSS of a stranger may be used: properties by name, values by what stands in them. What is not named here is left out. Nothing that
 * leaves the place it is set in (position, transform, z-index, negative margins), nothing that fetches (url, image-set), nothing that
 * reads the page's own values (var, env, attr).
 */
const of = (prefix: string, names: string): string[] => names.split(' ').map(n => `${prefix}-${n}`)
const sides = (name: string): string[] => [...of(name, 'top right bottom left block-start block-end inline-start inline-end')]
const corners = ['border-top-left-radius', 'border-top-right-radius', 'border-bottom-right-radius', 'border-bottom-left-radius']
const borders = ['top', 'right', 'bottom', 'left'].flatMap(side => ['color', 'style', 'width'].map(what => `border-${side}-${what}`))

/** What a page may say of its own words in an attribute. */
export const WORDS: ReadonlySet<string> = new Set([
  'color', 'background-color', 'direction', 'text-align', 'text-indent', 'text-decoration-line', 'text-decoration-style', 'text-decoration-color', 'vertical-align', 'white-space-collapse', 'text-wrap-mode', 'letter-spacing', 'word-spacing',
  ...of('font', 'family size style weight variant-caps'), ...of('list-style', 'type position'), ...sides('margin'), ...sides('padding'), ...borders, ...corners,
  'border-collapse', 'border-spacing', 'width', 'max-width', 'min-width',
])
/** What a label config may say of the task it arranges. */
export const LAYOUT: ReadonlySet<string> = new Set([
  ...WORDS, 'display', 'box-sizing', 'height', 'min-height', 'max-height', 'aspect-ratio', 'object-fit', 'overflow-x', 'overflow-y', 'overflow-wrap', 'word-break', 'hyphens', 'line-height', 'text-transform', 'text-overflow',
  ...of('flex', 'direction wrap grow shrink basis'), 'order', ...of('align', 'items self content'), ...of('justify', 'items self content'), 'row-gap', 'column-gap', 'column-count', 'column-width',
  ...of('grid', 'template-columns template-rows template-areas auto-flow auto-columns auto-rows column-start column-end row-start row-end'),
  'box-shadow', 'text-shadow', 'opacity', 'float', 'clear', 'outline-color', 'outline-style', 'outline-width', 'cursor', 'table-layout', 'content',
])
const FUNCTIONS = new Set(['rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch', 'color', 'color-mix', 'light-dark', 'calc', 'min', 'max', 'clamp', 'minmax', 'repeat', 'fit-content'])
const DISPLAYS = new Set(['block', 'inline', 'inline-block', 'flex', 'inline-flex', 'grid', 'inline-grid', 'flow-root', 'table', 'table-row', 'table-cell', 'list-item'])
const CURSORS = new Set(['auto', 'default', 'pointer', 'text', 'help', 'not-allowed', 'move', 'grab', 'crosshair'])

/** `value` as the browser serialises it. */
export function harmless(property: string, value: string, allowed: ReadonlySet<string>): boolean {
  const v = value.trim().toLowerCase()
  if (!allowed.has(property) || !v || v.length > 400) return false
  // Where nothing is fetched and nothing leaves, a text before or after an element is only a text.
  if (property === 'content') return /^(none|normal|"[^"\\]*")$/.test(v)
  if (/[\\@;{}<>]|\/\*/.test(v)) return false
  if ([...v.matchAll(/([\w-]*)\(/g)].some(([, name]) => !FUNCTIONS.has(name!))) return false
  if (/^(margin|text-indent|letter-spacing|word-spacing)/.test(property) && v.includes('-')) return false
  if (property === 'display') return DISPLAYS.has(v)
  if (property === 'opacity') return Number(v) >= 0.3
  // A shadow or an outline as wide as the page would cover it.
  if (/^(box-shadow|text-shadow|outline-width)$/.test(property)) return [...v.matchAll(/(-?[\d.]+)([a-z%]*)/g)].every(([, n, unit]) => Math.abs(Number(n)) <= (unit === 'px' ? 40 : unit === 'em' || unit === 'rem' ? 2 : 1))
  if (property === 'cursor') return CURSORS.has(v)
  return true
}

/** Names of other tools' design tokens that configs are written with, as lengths; a colour of theirs is left to the page. */
const TOKENS: readonly (readonly [RegExp, string])[] = [
  [/^spacing-(tightest|50|100)$/, '0.25rem'], [/^spacing-(tighter|200)$/, '0.25rem'], [/^spacing-(tight|300)$/, '0.5rem'], [/^spacing-(base|400)$/, '1rem'], [/^spacing-(wide|600)$/, '1.5rem'], [/^spacing-(wider|widest|800)$/, '2rem'],
  [/^corner-radius-(smaller|small)$/, '5px'], [/^corner-radius-/, '8px'], [/^font-size-/, '1rem'],
]
/** `var(--x)` with what it is known to stand for, or its own fallback. What is left of it makes its declaration void. */
export const resolved = (css: string): string => css.replace(/var\(\s*--([\w-]+)\s*(?:,([^()]*))?\)/g, (all, name: string, otherwise?: string) => TOKENS.find(([is]) => is.test(name))?.[1] ?? otherwise ?? all)

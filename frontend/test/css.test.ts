import { describe, expect, it } from 'vitest'
import { harmless, LAYOUT, resolved, WORDS } from '../src/core/css/harmless'
import { listed, owned, scoped } from '../src/core/css/scope'

describe('a declaration', () => {
  it.each([
    ['color', 'rgb(1, 2, 3)'], ['background-color', 'light-dark(white, black)'], ['padding-top', 'calc(1em + 2px)'], ['grid-template-columns', 'repeat(2, minmax(0px, 1fr))'], ['box-shadow', 'rgba(0, 0, 0, 0.1) 0px 4px 8px 0px'],
    ['content', '"→ "'], ['display', 'flex'], ['font-family', '"Noto Sans", sans-serif'], ['margin-left', 'auto'],
  ])('%s: %s may be used', (property, value) => expect(harmless(property, value, LAYOUT)).toBe(true))
  it.each([
    ['position', 'fixed'], ['position', 'sticky'], ['z-index', '9'], ['transform', 'scale(9)'], ['translate', '9px'], ['inset', '0'], ['top', '0px'], ['background-image', 'url("x")'], ['background-color', 'url(x)'],
    ['list-style-image', 'url(x)'], ['cursor', 'url(x), auto'], ['content', 'url(x)'], ['content', 'attr(x)'], ['content', '"\\"'], ['color', 'var(--x)'], ['width', 'env(x)'], ['--x', 'red'], ['margin-top', '-4px'], ['margin-top', 'calc(0px - 4px)'],
    ['display', 'none'], ['opacity', '0'], ['box-shadow', 'red 0px 0px 0px 9999px'], ['outline-width', '900px'], ['box-shadow', 'red 0px 0px 0px 99em'], ['pointer-events', 'none'], ['visibility', 'hidden'], ['user-select', 'none'], ['animation', 'x 1s'], ['color', 'image-set("x" 1x)'],
    ['color', 'red; position: fixed'], ['color', 'r\\65 d'], ['color', ''], ['filter', 'blur(1px)'],
  ])('%s: %s may not', (property, value) => expect(harmless(property, value, LAYOUT)).toBe(false))
  it('of a page speaks of its words alone', () => {
    expect(harmless('color', 'red', WORDS)).toBe(true)
    for (const [property, value] of [['display', 'flex'], ['height', '9px'], ['content', '"x"'], ['float', 'left'], ['line-height', '0'], ['box-shadow', 'red 0px 0px']] as const) expect(harmless(property, value, WORDS)).toBe(false)
  })
  it('of another tool’s tokens has their lengths; what is not known stays and makes its declaration void', () => {
    expect(resolved('padding: var(--spacing-tight) var( --x , 3px ); color: var(--color-neutral-content)')).toBe('padding: 0.5rem  3px ; color: var(--color-neutral-content)')
  })
})

describe('a selector', () => {
  it('has its subject in the task, and means the config’s own names', () => {
    expect(scoped('.a > #b h2', '.task')).toBe('.task :is(.own-a > #own-b h2)')
    expect(scoped('.a::before', '.task')).toBe('.task :is(.own-a)::before')
    expect(scoped('::marker', '.task')).toBe('.task :is(*)::marker')
    expect(scoped('input[type="a.b"][name^="x"]', '.task')).toBe('.task :is(input[type="a.b"][name^="x"])')
    expect(scoped('.a:hover, .b', '.task')).toBe('.task :is(.own-a:hover, .own-b)')
  })
  it.each(['&', '& + footer', '.a::part(x)', ':host', ':host(.a)', ':scope', ':has(.a)', '.a:has(b)', '.a\\:b', ':-webkit-any(a)', '::highlight(x)', '::-webkit-scrollbar'])('%s is not taken', selector => expect(scoped(selector, '.task')).toBeNull())
  it('is cut from a list at the commas of its own', () => expect(listed(':is(a, b), [x="1,2"], c')).toEqual([':is(a, b)', '[x="1,2"]', 'c']))
  it('finds the classes of a view', () => {
    expect(owned('a  b-c 한글')).toBe('own-a own-b-c own-한글')
    expect(owned('"><x 1a a.b')).toBe('')
    expect(owned(undefined)).toBe('')
  })
})

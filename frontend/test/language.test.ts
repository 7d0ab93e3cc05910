import { afterEach, describe, expect, it } from 'vitest'
import { fill, gettext, language, ngettext, pgettext, setLanguage } from '../src/core/language'

afterEach(() => setLanguage('en', {}))

describe('a sentence', () => {
  it('is itself where no catalogue has it', () => {
    setLanguage('ko', { Submit: '제출' })
    expect(gettext('Skip')).toBe('Skip')
  })
  it('is said in the language of the page', () => {
    setLanguage('ko', { Submit: '제출' })
    expect([language(), gettext('Submit')]).toEqual(['ko', '제출'])
  })
  it('that is not translated yet is said in English', () => {
    setLanguage('ko', { Submit: '' })
    expect(gettext('Submit')).toBe('Submit')
  })
  it('goes by its context where it has one', () => {
    setLanguage('ko', { Open: '열기', 'state\u0004Open': '열림' })
    expect([gettext('Open'), pgettext('state', 'Open'), pgettext('verb', 'Open')]).toEqual(['열기', '열림', 'Open'])
  })
  it('named as an object’s own member is no translation', () => {
    expect(['constructor', 'toString'].map(gettext)).toEqual(['constructor', 'toString'])
  })
})

describe('a number of things', () => {
  it('has two forms in English', () => {
    expect([0, 1, 2].map(n => ngettext('%(n)s region', '%(n)s regions', n))).toEqual(['%(n)s regions', '%(n)s region', '%(n)s regions'])
  })
  it('has one in Korean', () => {
    setLanguage('ko', { '%(n)s region': ['영역 %(n)s개'] })
    expect([1, 7].map(n => fill(ngettext('%(n)s region', '%(n)s regions', n), { n }))).toEqual(['영역 1개', '영역 7개'])
  })
})

describe('a place in a sentence', () => {
  it('is filled wherever the language puts it', () => {
    expect(fill('%(all)s개 중 %(n)s개, %(n)s', { n: 3, all: 7 })).toBe('7개 중 3개, 3')
  })
  it('without a value stays to be seen', () => expect(fill('%(n)s of %(all)s', { n: 1 })).toBe('1 of %(all)s'))
  it('takes what it is given as it is', () => expect(fill('“%(said)s”', { said: '$& %(said)s' })).toBe('“$& %(said)s”'))
})

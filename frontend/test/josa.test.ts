import { describe, expect, it } from 'vitest'
import { stem } from '../src/core/spans/josa'
import { parts, unitsOf, words } from '../src/core/spans/words'

const cut = (word: string): string => { const at = stem(word); return at < word.length ? `${word.slice(0, at)}|${word.slice(at)}` : word }
// Words of newspapers and reviews, with the border that an annotator of names would want.
const REAL = `경찰|은 박씨|의 딸 자금|을 성매매 여성 과 등 16명|을 혐의|로 사법시험 합격증|이 아들|이 대학|에 평균 96점|이다 서울|에서는 부산|으로 갔고 기자|였다 위원회|에서 나온
  정부|는 한국|과 미국|의 학교|가 집|에 친구|와 사람|처럼 오늘|까지 내일|부터 그것|만으로 선생님|께서는 아이 국가 물|로 길|로 집|으로 나라|로부터 교수|라고 학생|이라는 대통령|이었다 영화|보다 책|이며
  A|를 BBC|의 3월|에 100%|를 서울시|와 우리|도 밖에 어디|까지나`.trim().split(/\s+/)

describe('a word without its particles', () => {
  it.each(REAL.filter(w => w !== '어디|까지나'))('%s', word => expect(cut(word.replace('|', ''))).toBe(word))
  it('is the same decomposed', () => {
    for (const word of REAL.slice(0, 30)) {
      const nfd = word.replace('|', '').normalize('NFD'), at = stem(nfd)
      expect([nfd.slice(0, at), nfd.slice(at)].map(p => p.normalize('NFC'))).toEqual([stem(word.replace('|', '')), 0].map((_, i) => cut(word.replace('|', '')).split('|')[i] ?? ''))
    }
  })
  it('is never empty, and all of what is not Hangul', () => {
    for (const word of ['은', '에서', '으로', 'of', 'Seoul', '123', '東京', 'です', '👩‍👩‍👧']) expect(stem(word)).toBe(word.length)
  })
  it('follows the sound before it', () => {
    expect(['집로', '책가', '나무을', '사람와', '학교이'].map(cut)).toEqual(['집로', '책가', '나무을', '사람와', '학교이'])
  })
})

describe('parts of words', () => {
  const text = '서울특별시의 위원회에서는 BBC의 기자였다.', all = words(text), u = parts(text, all)
  it('add borders and take none away', () => {
    expect(u.starts).toEqual(expect.arrayContaining([...unitsOf(all).starts]))
    expect(u.ends).toEqual(expect.arrayContaining([...unitsOf(all).ends]))
    expect([...u.ends].sort((a, b) => a - b)).toEqual(u.ends)
    expect([...u.starts].sort((a, b) => a - b)).toEqual(u.starts)
  })
  it('are visited stem by stem', () => expect(u.words.map(w => text.slice(...w))).toEqual(['서울특별시', '위원회', 'BBC', '기자']))
})

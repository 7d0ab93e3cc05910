import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import type { Letter } from '../src/core/outbox'
import { Shelves } from '../src/dom/store'

const letter = { id: 'a', at: 1, refused: null } as Letter

describe('the shelves', () => {
  it('outlive the page', async () => {
    const browser = new IDBFactory()
    await new Shelves('x', browser).letters.put(letter)
    const later = new Shelves('x', browser)
    expect(await later.letters.all()).toEqual([letter])
    await later.letters.remove('a')
    expect(await new Shelves('x', browser).letters.all()).toEqual([])
  })
  it('are another’s for another person', async () => {
    const browser = new IDBFactory()
    await new Shelves('x', browser).letters.put(letter)
    expect(await new Shelves('y', browser).letters.all()).toEqual([])
  })
  it.each([['without IndexedDB', undefined], ['where opening throws', { open: () => { throw new Error('SecurityError') } } as unknown as IDBFactory]])('keep in memory %s, and say so', async (_, factory) => {
    const shelves = new Shelves('x', factory)
    await shelves.letters.put(letter)
    expect([await shelves.letters.all(), shelves.durable]).toEqual([[letter], false])
    await shelves.letters.remove('a')
    expect(await shelves.letters.all()).toEqual([])
  })
})

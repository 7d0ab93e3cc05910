import { describe, expect, it } from 'vitest'
import { Outbox, type Letter, type Outcome } from '../src/core/outbox'
import { letterShelf, picked, refusal, settled, Timers } from './sample'

const letter = (n: number, more: Partial<Letter> = {}): Letter =>
  ({ id: `id-${n}`, kind: 'annotation', at: n, project: 1, assignment: n, task: { id: n, data: {} }, result: [picked('neutral')], seconds: 1, tried: false, refused: null, ...more })

function setUp(store = letterShelf()) {
  const timers = new Timers(), sent: string[] = [], answers: (Outcome | Error)[] = []
  const send = async (l: Letter): Promise<Outcome> => {
    sent.push(l.id)
    const answer = answers.shift() ?? { is: 'delivered' }
    if (answer instanceof Error) throw answer
    return answer
  }
  return { outbox: new Outbox({ store, send, after: timers.after }), store, timers, sent, answers }
}
const offline = new TypeError('Failed to fetch')

describe('the outbox', () => {
  it('sends in order and keeps nothing that the server has', async () => {
    const { outbox, sent, store } = setUp()
    await Promise.all([outbox.put(letter(1)), outbox.put(letter(2)), outbox.put(letter(3))])
    await settled()
    expect(sent).toEqual(['id-1', 'id-2', 'id-3'])
    expect([store.kept.size, outbox.status.waiting]).toEqual([0, 0])
  })
  it('stores a letter before it sends it', async () => {
    const store = letterShelf(), seen: boolean[] = []
    const outbox = new Outbox({ store, after: () => () => {}, send: async l => { seen.push(store.kept.has(l.id)); return { is: 'delivered' } } })
    await outbox.put(letter(1))
    await settled()
    expect(seen).toEqual([true])
  })
  it('waits longer and longer without a network, then sends all in order', async () => {
    const { outbox, timers, sent, answers, store } = setUp()
    answers.push(offline, offline, offline)
    await outbox.put(letter(1))
    await settled()
    expect([outbox.status.offline, timers.waiting.map(t => t.ms)]).toEqual([true, [1000]])
    await timers.run()
    expect(timers.waiting.map(t => t.ms)).toEqual([2000])
    await timers.run()
    expect(timers.waiting.map(t => t.ms)).toEqual([4000])
    await outbox.put(letter(2))
    await settled()
    expect([sent, store.kept.size, outbox.status.offline]).toEqual([['id-1', 'id-1', 'id-1', 'id-1', 'id-2'], 0, false])
  })
  it('waits as long as the server asks', async () => {
    const { outbox, timers, answers } = setUp()
    answers.push({ is: 'later', offline: false, seconds: 30 })
    await outbox.put(letter(1))
    await settled()
    expect([timers.waiting[0]!.ms, outbox.status.offline]).toEqual([30_000, false])
  })
  it('survives a reload: what was unsent goes out, with the same ids', async () => {
    const first = setUp()
    first.answers.push(offline)
    await first.outbox.put(letter(1))
    await first.outbox.put(letter(2))
    await settled()
    const second = setUp(first.store)
    await second.outbox.load()
    await settled()
    expect([second.sent, first.store.kept.size]).toEqual([['id-1', 'id-2'], 0])
  })
  it.each([[409, 'lease_expired'], [400, 'invalid_result'], [404, 'not_found']])('keeps a letter that was answered %i, with the reason, and sends the next', async (status, code) => {
    const { outbox, sent, answers, store } = setUp()
    answers.push({ is: 'refused', refusal: refusal(status, code) })
    await outbox.put(letter(1))
    await outbox.put(letter(2))
    await settled()
    expect(outbox.status.refused.map(l => [l.id, l.refused!.code])).toEqual([['id-1', code]])
    expect([sent, [...store.kept.keys()], outbox.status.waiting]).toEqual([['id-1', 'id-2'], ['id-1'], 0])
    const later = setUp(store)
    await later.outbox.load()
    await settled()
    expect([later.sent, later.outbox.status.refused.length]).toEqual([[], 1])
  })
  it('sends a refused letter again when its writer says so, under a new id where wanted', async () => {
    const { outbox, sent, answers, store } = setUp()
    answers.push({ is: 'refused', refusal: refusal(409, 'id_conflict') })
    await outbox.put(letter(1))
    await settled()
    await outbox.retry('id-1', 'id-new')
    expect([sent, store.kept.size, outbox.all.length]).toEqual([['id-1', 'id-new'], 0, 0])
  })
  it('holds everything while one is logged out, and sends it afterwards', async () => {
    const { outbox, answers, sent, timers } = setUp()
    answers.push({ is: 'login' }, { is: 'login' })
    await outbox.put(letter(1))
    await settled()
    await outbox.put(letter(2))
    await settled()
    expect(outbox.status).toMatchObject({ waiting: 2, login: true, offline: false, refused: [] })
    await timers.run()
    expect([sent, outbox.status.waiting, outbox.status.login]).toEqual([['id-1', 'id-1', 'id-1', 'id-2'], 0, false])
  })
  it('takes back only what was never tried', async () => {
    const { outbox, answers, store } = setUp()
    answers.push(offline)
    await outbox.put(letter(1))
    await settled()
    expect(await outbox.withdraw('id-1')).toBeNull()
    store.kept.set('id-9', letter(9))
    const other = setUp(store)
    other.answers.push(offline)
    await other.outbox.load()
    expect((await other.outbox.withdraw('id-9'))?.id).toBe('id-9')
    expect([...store.kept.keys()]).toEqual(['id-1'])
  })
  it('gives everything its last chance when the page goes, and forgets nothing', async () => {
    const { outbox, answers, sent, store } = setUp()
    answers.push(offline, offline)
    await outbox.put(letter(1))
    await settled()
    answers.push(offline)
    await outbox.put(letter(2))
    await settled()
    sent.length = 0
    outbox.lastWords()
    expect(sent).toEqual(['id-1', 'id-2'])
    expect(store.kept.size).toBe(2)
  })
  it('misses no letter that is written while a round is ending', async () => {
    const sent: string[] = []
    let late = (): Promise<void> => outbox.put(letter(2))
    // The lock is given back a little after the round: what is written between the two must not wait for the next one.
    const alone = async (fn: () => Promise<void>): Promise<void> => { await fn(); const put = late; late = async () => {}; await put() }
    const outbox: Outbox = new Outbox({ store: letterShelf(), after: () => () => {}, alone, send: async l => { sent.push(l.id); return { is: 'delivered' } } })
    await outbox.put(letter(1))
    await settled()
    expect(sent).toEqual(['id-1', 'id-2'])
  })
})

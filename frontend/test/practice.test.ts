import { describe, expect, it } from 'vitest'
import { Desk } from '../src/core/desk'
import { Drafts, type Draft } from '../src/core/drafts'
import { Outbox, type Letter, type Outcome } from '../src/core/outbox'
import { spoken } from '../src/core/spoken'
import type { Claim, Feedback } from '../src/core/types'
import { claim as claimOf, FakeServer, letterShelf, picked, sentiment, settled, Shelf, Timers } from './sample'

const told: Feedback = { right: false, result: [picked('negative')], label: 'negative', why: 'It complains.', section: { title: 'negative', anchor: 'negative' } }

class PracticeServer extends FakeServer {
  /** Answers of the server that wait until a test lets them go. */
  held: (() => void)[] | null = null
  version = 1
  override claim = async (besides: readonly number[]) => {
    if (this.offline) throw new TypeError('Failed to fetch')
    const id = besides.length ? Math.max(...besides) + 1 : 1
    const claim: Claim = { ...claimOf(id), assignment: { ...claimOf(id).assignment, practice: true, guideline_version: id > 2 ? this.version : 1 } }
    return { claim }
  }
  override deliver = async (letter: Letter): Promise<Outcome> => {
    if (this.offline) throw new TypeError('Failed to fetch')
    if (this.held) await new Promise<void>(resolve => { this.held!.push(resolve) })
    this.annotations.set(letter.id, { assignment: letter.assignment, result: letter.result })
    return { is: 'delivered', feedback: told }
  }
}

async function setUp(server = new PracticeServer(9)) {
  const timers = new Timers(), turned: number[] = []
  let ids = 0
  const outbox = new Outbox({ store: letterShelf(), send: letter => server.deliver(letter), after: timers.after })
  const desk = new Desk(sentiment, 1, { api: server, outbox, drafts: new Drafts(new Shelf<Draft>(d => d.assignment)), now: () => 0, newId: () => `n${++ids}`, after: timers.after, version: 1, turnTo: v => turned.push(v) })
  await desk.start()
  await settled()
  const answer = async (): Promise<void> => { desk.current!.choose('sentiment', 'positive'); desk.submit(); await settled() }
  return { desk, server, timers, turned, answer, id: () => desk.current?.claim.assignment.id }
}

describe('practice', () => {
  it('tells what is right before the next text, which the same key brings', async () => {
    const { desk, answer, id } = await setUp()
    await answer()
    expect([id(), desk.told]).toEqual([1, told])
    expect(desk.submit()).toBe(true)
    expect([id(), desk.told]).toEqual([2, null])
  })
  it('says when it is over', async () => {
    const server = new PracticeServer(9), claim = server.claim
    server.claim = async besides => {
      const { claim: found } = await claim(besides)
      return { claim: { ...found, assignment: { ...found.assignment, practice: found.assignment.id < 3 } } }
    }
    const { desk, answer } = await setUp(server)
    await answer()
    desk.goOn()
    expect(desk.says).toBeNull()
    await answer()
    desk.goOn()
    expect(desk.says?.text).toContain('Practice is done')
  })
  it('sends an answer once, however often one presses while it is looked at', async () => {
    const server = new PracticeServer(9)
    server.held = []
    const { desk, answer, id } = await setUp(server)
    await answer()
    expect([desk.submit(), desk.checking !== null, id()]).toEqual([false, true, 1])
    server.held.forEach(go => go())
    await settled()
    expect([server.annotations.size, desk.told]).toEqual([1, told])
  })
  it('goes on without where there is no network, says so, and keeps the answer', async () => {
    const { desk, server, answer, id } = await setUp()
    server.offline = true
    await answer()
    expect([id(), desk.told, desk.says?.tone, desk.outbox.status.waiting]).toEqual([2, null, 'warn', 1])
    await answer() // known to be offline: nobody waits
    expect([desk.checking, id()]).toEqual([null, 3])
  })
  it('goes on when the server takes too long, and what comes late disturbs nobody', async () => {
    const server = new PracticeServer(9)
    server.held = []
    const { desk, timers, answer, id } = await setUp(server)
    await answer()
    await timers.run()
    expect([id(), desk.says?.tone]).toEqual([2, 'warn'])
    server.held.forEach(go => go())
    await settled()
    expect([id(), desk.told]).toEqual([2, null])
  })
  it('is neither skipped nor taken back', async () => {
    const { desk, answer, id } = await setUp()
    desk.skip('broken')
    expect([id(), desk.says?.tone, desk.outbox.all.length]).toEqual([1, 'warn', 0])
    await answer()
    desk.goOn()
    await desk.back()
    expect(id()).toBe(2)
  })
})

it('a task under another version of the guideline waits for the page of that version', async () => {
  const server = new PracticeServer(9)
  server.version = 2
  const { desk, turned, answer, id } = await setUp(server)
  expect([id(), desk.ready, turned]).toEqual([1, 1, []])
  for (let n = 0; n < 2; n++) { await answer(); desk.goOn(); await settled() }
  expect([id(), turned[0]]).toEqual([undefined, 2])
})

it('says an answer in words', () => {
  const span = { from_name: 'ner', to_name: 'text', type: 'labels', value: { start: 0, end: 2, text: '서울', labels: ['LOC'] } }
  expect(spoken([picked('negative'), span])).toEqual(['negative', '“서울” LOC'])
})

import { describe, expect, it } from 'vitest'
import { AHEAD, Desk, SEATS } from '../src/core/desk'
import { Drafts, type Draft } from '../src/core/drafts'
import { Outbox } from '../src/core/outbox'
import type { TagNode } from '../src/core/types'
import { choice, claim as claimOf, FakeServer, letterShelf, mixed, node, picked, refusal, sentiment, settled, Shelf, Timers } from './sample'

async function setUp({ tasks = 10, schema = sentiment as TagNode, server = new FakeServer(tasks), letters = letterShelf(), drafts = new Shelf<Draft>(d => d.assignment) } = {}) {
  const timers = new Timers()
  let ids = 0
  const outbox = new Outbox({ store: letters, send: letter => server.deliver(letter), after: timers.after })
  const desk = new Desk(schema, 1, { api: server, outbox, drafts: new Drafts(drafts), now: () => 0, newId: () => `n${++ids}`, after: timers.after })
  await desk.start()
  await settled()
  const answer = async (value = 'positive'): Promise<void> => { desk.current!.choose('sentiment', value); desk.submit(); await settled() }
  return { desk, server, outbox, timers, letters, drafts, answer, id: () => desk.current?.claim.assignment.id }
}

describe('the queue', () => {
  it('has one task on the desk and two ready, and names what it holds', async () => {
    const { desk, server, id } = await setUp()
    expect([id(), desk.ready, server.asked]).toEqual([1, AHEAD, [[], [1], [1, 2]]])
  })
  it('shows the next task in the same instant, then claims another', async () => {
    const { desk, id, server } = await setUp()
    desk.current!.choose('sentiment', 'neutral')
    desk.submit()
    expect(id()).toBe(2)
    await settled()
    expect([desk.ready, [...server.annotations.values()]]).toEqual([2, [{ assignment: 1, result: [picked('neutral')] }]])
  })
  it('says why there is no more, and looks again', async () => {
    const { desk, answer, server } = await setUp({ tasks: 1 })
    await answer()
    expect([desk.phase, desk.reason?.message]).toEqual(['empty', 'You have done everything.'])
    server.open.push(7)
    await desk.lookAgain()
    expect([desk.phase, desk.current?.claim.assignment.id]).toEqual(['working', 7])
  })
  it('goes on by itself when the server is back', async () => {
    const server = new FakeServer(3)
    server.offline = true
    const { desk, timers, id } = await setUp({ server })
    expect(desk.phase).toBe('unreachable')
    server.offline = false
    await timers.run()
    expect([desk.phase, id()]).toEqual(['working', 1])
  })
  it('does not show again what was answered while a claim was under way', async () => {
    const { desk, server, id, answer } = await setUp()
    await answer() // 1; on the desk is 2
    const claim = server.claim
    let arrive = (): void => {}
    server.claim = () => new Promise(resolve => { arrive = () => resolve({ claim: claimOf(3) }) }) // looked before the answer came
    await answer() // 2, and a claim sets out; then 3
    server.claim = claim
    await answer()
    expect([id(), server.annotations.size, desk.outbox.all.length]).toEqual([4, 3, 0])
    arrive()
    await settled()
    expect([id(), desk.ready]).toEqual([4, AHEAD])
    await answer()
    expect([id(), [...server.annotations.values()].map(a => a.assignment)]).toEqual([5, [1, 2, 3, 4]])
  })
  it('rests once enough lies ready, though an answer arrived while the last claim was under way', async () => {
    const { desk, server, answer } = await setUp()
    const claim = server.claim
    let arrive = (): void => {}
    server.claim = besides => { server.claim = claim; return new Promise(resolve => { arrive = () => resolve(claim(besides)) }) }
    await answer()
    arrive()
    await settled()
    expect([desk.ready, server.asked.length]).toEqual([AHEAD, 4])
  })
  it('asks for no more seats than one person gets while answers are on their way, and goes on as they arrive', async () => {
    const { desk, server, outbox, id } = await setUp({ tasks: 20 })
    const arrive: (() => void)[] = [], { deliver } = server
    server.deliver = letter => new Promise(resolve => { arrive.push(() => resolve(deliver(letter))) })
    for (let n = 0; n < SEATS; n++) { desk.current!.choose('sentiment', 'positive'); desk.submit(); await settled() }
    expect([desk.phase, id(), server.asked.length, outbox.status.waiting]).toEqual(['loading', undefined, SEATS, SEATS])
    arrive.shift()!()
    await settled()
    expect([desk.phase, id()]).toEqual(['working', SEATS + 1])
  })
  it('resumes after a reload, without showing what is still on its way', async () => {
    const first = await setUp()
    first.server.offline = true
    await first.answer()
    first.server.offline = false
    const answered = first.server.deliver
    first.server.deliver = async () => ({ is: 'later', offline: true })
    const again = await setUp({ server: first.server, letters: first.letters })
    expect([again.id(), again.outbox.status.waiting]).toEqual([2, 1])
    first.server.deliver = answered
  })
})

describe('answering', () => {
  it('names what is required, and asks twice before it sends nothing', async () => {
    const required = await setUp()
    expect([required.desk.submit(), required.desk.says?.text]).toEqual([false, 'Still missing: sentiment.'])
    const free = await setUp({ schema: mixed })
    expect(free.desk.submit()).toBe(false)
    expect(free.desk.submit()).toBe(true)
    await settled()
    expect([...free.server.annotations.values()][0]!.result).toEqual([])
  })
  it('keeps a draft here and there, and clears it when the answer is delivered', async () => {
    const { desk, server, timers, drafts, answer } = await setUp()
    desk.current!.choose('sentiment', 'neutral')
    server.offline = true
    await timers.run()
    expect([server.drafts.size, drafts.kept.get(1)?.result]).toEqual([0, [picked('neutral')]])
    server.offline = false
    desk.current!.choose('sentiment', 'positive')
    await timers.run()
    expect([server.drafts.get(1), drafts.kept.size]).toEqual([[picked('positive')], 0])
    await answer('negative')
    expect([...server.annotations.values()][0]!.result).toEqual([picked('negative')])
  })
  it('fills in after a reload what only this computer knew', async () => {
    const first = await setUp()
    first.desk.current!.choose('sentiment', 'neutral') // and the page is gone before the draft is sent
    const again = await setUp({ server: first.server, drafts: first.drafts })
    expect([again.id(), again.desk.current!.result]).toEqual([1, [picked('neutral')]])
  })
  it('skips with a reason', async () => {
    const { desk, server, id } = await setUp()
    desk.skip('broken')
    await settled()
    expect([id(), server.closed.has(1), server.annotations.size]).toEqual([2, true, 0])
  })
})

describe('going back', () => {
  it('corrects what was sent by a new annotation, then returns to the task at hand', async () => {
    const { desk, server, answer, id } = await setUp()
    await answer('negative')
    desk.current!.choose('sentiment', 'neutral')
    await desk.back()
    expect([id(), desk.current!.result]).toEqual([1, [picked('negative')]])
    await answer('positive')
    expect([...server.annotations]).toEqual([['n1', { assignment: 1, result: [picked('negative')] }], ['n2', { assignment: 1, result: [picked('positive')], corrects: 'n1' }]])
    expect([id(), desk.current!.result]).toEqual([2, [picked('neutral')]])
  })
  it('sends original and correction in order when both were made without a network', async () => {
    const { desk, server, answer, outbox } = await setUp()
    server.offline = true
    await answer('negative')
    await desk.back()
    await answer('positive')
    server.offline = false
    await outbox.flush()
    expect([[...server.annotations.values()].map(a => a.corrects), outbox.all.length]).toEqual([[undefined, 'n1'], 0])
  })
  it('leaves a correction as it was', async () => {
    const { desk, server, answer, id } = await setUp()
    await answer()
    await desk.back()
    desk.leaveCorrection()
    expect([id(), server.annotations.size]).toEqual([2, 1])
  })
  it('says so when there is nothing to go back to, and for a skip that is sent', async () => {
    const { desk } = await setUp()
    await desk.back()
    expect(desk.says?.text).toMatch(/Nothing was submitted/)
    desk.skip('x')
    await settled()
    await desk.back()
    expect([desk.says?.text, desk.current?.claim.assignment.id]).toEqual(['A skipped text cannot be called back once it is sent.', 2])
  })
})

describe('refusals', () => {
  it('opens an answer that did not fit again, and lets the mended one take its place', async () => {
    const { desk, server, answer, outbox } = await setUp()
    server.answer = { is: 'refused', refusal: refusal(400, 'invalid_result') }
    await answer('neutral')
    server.answer = null
    expect(outbox.status.refused).toHaveLength(1)
    desk.reopen('n1')
    expect([desk.current!.opening.problem?.code, desk.current!.result]).toEqual(['invalid_result', [picked('neutral')]])
    await answer('positive')
    expect([outbox.all.length, [...server.annotations]]).toEqual([0, [['n2', { assignment: 1, result: [picked('positive')] }]]])
  })
  it('fills a refused answer in when its task comes again, at the same seat', async () => {
    const { desk, server, answer, outbox } = await setUp({ tasks: 3 })
    server.answer = { is: 'refused', refusal: refusal(409, 'lease_expired') }
    server.lost.add(1) // somebody else has it
    await answer('neutral')
    server.answer = null
    await answer()
    await answer()
    expect(desk.phase).toBe('empty')
    server.claim = async () => ({ claim: { assignment: { id: 1, expires_at: '', draft: null, seconds: null }, task: { id: 10, data: { text: 'text 1' } }, suggestion: null } })
    await desk.lookAgain()
    expect([desk.current!.claim.assignment.id, desk.current!.result, desk.current!.opening.replaces]).toEqual([1, [picked('neutral')], 'n1'])
    desk.submit()
    await settled()
    expect([server.annotations.get('n4')?.assignment, outbox.status.refused]).toEqual([1, []])
  })
  it('drops a ready task that is lost, and replaces it', async () => {
    const { desk, server } = await setUp()
    server.lost.add(2)
    await desk.beat()
    await settled()
    expect([desk.ready, server.asked.at(-1)]).toEqual([2, [1, 3]])
  })
  it('explains a lease lost at hand, keeps the answer, and goes on', async () => {
    const { desk, server, drafts, id } = await setUp()
    desk.current!.choose('sentiment', 'neutral')
    server.lost.add(1)
    await desk.beat()
    expect([desk.current!.lost?.code, id()]).toEqual(['lease_expired', 1])
    desk.takeAnother()
    expect([id(), drafts.kept.get(1)?.result]).toEqual([2, [picked('neutral')]])
  })
  it('replaces a lost task at once when nothing was answered yet', async () => {
    const { desk, server, id } = await setUp()
    server.lost.add(1)
    await desk.beat()
    expect(id()).toBe(2)
    expect(desk.current!.lost).toBeNull()
  })
})

it('gives back what lies ready on leaving, but not what has an answer begun', async () => {
  const { desk, server } = await setUp()
  await desk.leave()
  expect([server.released, desk.ready]).toEqual([[2, 3], 0])
})
it('gives back what only the config has begun', async () => {
  const preset = node('View', {}, [node('Text', { name: 'text', value: '$text' }), node('Choices', { name: 'sentiment', toName: 'text' }, [choice('negative', { selected: 'true' }), choice('positive')])])
  const { desk, server } = await setUp({ schema: preset })
  expect([desk.current!.begun, desk.current!.result]).toEqual([false, [picked('negative')]])
  desk.current!.choose('sentiment', 'positive')
  expect(desk.current!.begun).toBe(true)
  await desk.leave()
  expect(server.released).toEqual([2, 3])
})

import { describe, expect, it } from 'vitest'
import { Drafts } from '../src/core/drafts'
import { Grid, type GridApi } from '../src/core/grid'
import { Outbox } from '../src/core/outbox'
import type { ClaimsAnswer } from '../src/core/server'
import type { Claim } from '../src/core/types'
import { claim, letterShelf, picked, sentiment, settled, Shelf, Timers } from './sample'

/** Ten tasks; odd ones are suggested as positive. Each page waits until the test lets it through. */
class Queue implements GridApi {
  held = new Set<number>()
  waiting: (() => void)[] = []
  slow = false
  one = (id: number): Claim => claim(id, { suggestion: { result: [picked(id % 2 ? 'positive' : 'negative')], score: 0.9, model_version: 'v1' } })
  async claimMany(count: number, besides: readonly number[], suggested: string): Promise<ClaimsAnswer> {
    if (this.slow) await new Promise<void>(go => { this.waiting.push(go) })
    const ids = Array.from({ length: 10 }, (_, i) => i + 1).filter(id => !besides.includes(id) && (!suggested || (id % 2 ? 'positive' : 'negative') === suggested)).slice(0, count)
    ids.forEach(id => this.held.add(id))
    return { claims: ids.map(this.one), reason: null }
  }
  async releaseMany(ids: readonly number[]): Promise<void> { ids.forEach(id => this.held.delete(id)) }
  async beatMany(): Promise<readonly number[]> { return [] }
}
function open(version?: number, turnTo?: (version: number) => void) {
  const queue = new Queue(), timers = new Timers(), store = letterShelf(), sent: string[] = []
  const outbox = new Outbox({ store, send: async l => { sent.push(`${l.assignment} ${(l.result[0]?.value['choices'] as string[])[0]} ${l.became?.['sentiment'] ?? ''}`.trim()); return { is: 'delivered' } }, after: timers.after })
  let n = 0
  const grid = new Grid(sentiment, 1, 4, { api: queue, outbox, drafts: new Drafts(new Shelf(d => (d as { assignment: number }).assignment)), now: () => 0, newId: () => `id${n++}`, ...(version ? { version } : {}), ...(turnTo ? { turnTo } : {}) })
  return { grid, queue, sent }
}
const labels = (grid: Grid): (string | undefined)[] => grid.claims.map(c => grid.chosen(c.assignment.id)[0])

describe('the grid', () => {
  it('labels what is selected, takes it back, and sends what has a label', async () => {
    const { grid, sent } = open()
    await grid.start()
    grid.toggle(0); grid.toggle(2, true)
    grid.choose('neutral')
    expect(labels(grid)).toEqual(['neutral', 'neutral', 'neutral', undefined])
    grid.undo()
    expect(labels(grid)).toEqual([undefined, undefined, undefined, undefined])
    grid.redo()
    await grid.submit()
    await settled()
    expect(sent).toEqual(['1 neutral changed', '2 neutral changed', '3 neutral changed'])
  })
  it('asks again before anything is sent where nothing has a label', async () => {
    const { grid, sent } = open()
    await grid.start()
    expect(await grid.submit()).toBe(false)
    expect([grid.says.length > 0, sent]).toEqual([true, []])
  })
  it('begins with the suggestion where suggestions are confirmed, and gives back what is left out', async () => {
    const { grid, queue, sent } = open()
    await grid.start()
    await grid.open('positive')
    expect(labels(grid)).toEqual(['positive', 'positive', 'positive', 'positive'])
    grid.move(1); grid.leave()
    await grid.submit()
    await settled()
    expect(sent).toEqual(['1 positive accepted', '5 positive accepted', '7 positive accepted'])
    expect(queue.held.has(2)).toBe(false)
  })
  it('shows the page that was asked for last, though an earlier one was still on its way', async () => {
    const { grid, queue } = open()
    queue.slow = true
    const first = grid.start()
    await settled()
    const second = grid.open('positive')
    queue.waiting.shift()!()
    await settled()
    queue.waiting.shift()!()
    await Promise.all([first, second])
    expect(grid.claims.map(c => c.assignment.id)).toEqual([1, 3, 5, 7])
    expect(labels(grid)).toEqual(['positive', 'positive', 'positive', 'positive'])
    expect([...queue.held].sort()).toEqual([1, 3, 5, 7])
  })
  it('shows tasks of one guideline version, on the page of that version', async () => {
    const turned: number[] = [], { grid, queue } = open(1, version => turned.push(version)), { one } = queue
    queue.one = id => { const made = one(id); return { ...made, assignment: { ...made.assignment, guideline_version: id > 2 ? 2 : 1 } } }
    await grid.start()
    expect(grid.claims.map(c => c.task.id).length).toBe(2)
    expect(turned).toEqual([])
    queue.one = id => { const made = one(id); return { ...made, assignment: { ...made.assignment, guideline_version: 2 } } }
    await grid.fill()
    expect(turned).toEqual([2])
    expect(grid.claims).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { Questions, type Question, type QuestionApi, type Reply } from '../src/core/questions'
import { Refused } from '../src/core/server'
import { claim, refusal } from './sample'

class Lead implements QuestionApi {
  kept = new Map<string, Question>()
  offline = false
  read: string[] = []
  said = new Map<string, string>()
  async questions(): Promise<readonly Question[]> { return [...this.kept.values()] }
  async ask(_: number, q: Pick<Question, 'id' | 'kind' | 'text' | 'label'>): Promise<Question> {
    const made = { ...q, answer: null, mine: true }
    this.kept.set(q.id, made)
    if (this.offline) throw new TypeError('Failed to fetch')
    return made
  }
  async reply(id: string, reply: { readonly id: string; readonly text: string }): Promise<Reply> {
    const made: Reply = { ...reply, of: 'me' }
    this.said.set(reply.id, `${id}: ${reply.text}`)
    if (this.offline) throw new TypeError('Failed to fetch')
    return made
  }
  async unflag(): Promise<void> { for (const q of this.kept.values()) if (q.kind === 'flag') this.kept.delete(q.id) }
  async answers(): Promise<readonly Question[]> { return [{ id: 'old', kind: 'question', text: 'Why?', label: '', answer: 'So.', mine: true }] }
  async seen(ids: readonly string[]): Promise<void> { this.read = [...ids] }
}
const open = () => { let n = 0; const lead = new Lead(); return { lead, questions: new Questions(lead, () => `q${n++}`) } }

describe('questions', () => {
  it('are stored once, however often they had to be sent', async () => {
    const { lead, questions } = open()
    await questions.look(claim(1))
    lead.offline = true
    expect(await questions.ask(claim(1), 'What of irony?', 'positive')).toContain('cannot be reached')
    lead.offline = false
    expect(await questions.ask(claim(1), 'What of irony?', 'positive')).toBe('')
    expect([...lead.kept.values()].map(q => [q.text, q.label])).toEqual([['What of irony?', 'positive']])
    expect(questions.all).toHaveLength(1)
  })
  it('say why they were refused', async () => {
    const { lead, questions } = open()
    lead.ask = async () => { throw new Refused(refusal(400, 'text: is too long.')) }
    expect(await questions.ask(claim(1), 'x', '')).toBe('text: is too long.')
  })
  it('of one task do not show at the next', async () => {
    const { questions } = open()
    await questions.look(claim(1))
    await questions.ask(claim(1), 'What of irony?', '')
    const looking = questions.look(claim(2))
    expect(questions.all).toEqual([])
    await looking
  })
  it('bring their answers when one comes back, once', async () => {
    const { lead, questions } = open()
    await questions.hear()
    expect(questions.news.map(q => q.answer)).toEqual(['So.'])
    await questions.read()
    expect([questions.news, lead.read]).toEqual([[], ['old']])
  })
})
it('a reply is said once, however often it had to be sent, and stands at its question', async () => {
  const { lead, questions } = open()
  await questions.look(claim(1))
  await questions.ask(claim(1), 'What of irony?', '')
  lead.offline = true
  expect(await questions.reply(questions.all[0]!, 'I wonder too')).toContain('cannot be reached')
  lead.offline = false
  expect(await questions.reply(questions.all[0]!, 'I wonder too')).toBe('')
  expect([...lead.said.values()]).toEqual(['q0: I wonder too'])
  expect(questions.all[0]!.replies?.map(r => r.text)).toEqual(['I wonder too'])
  expect(await questions.reply(questions.all[0]!, 'I wonder too')).toBe('')
  expect(lead.said.size).toBe(2)
})
it('a flag goes up and down', async () => {
  const { lead, questions } = open()
  await questions.look(claim(1))
  await questions.flag(claim(1))
  expect([questions.flagged, lead.kept.size]).toEqual([true, 1])
  await questions.flag(claim(1))
  expect([questions.flagged, lead.kept.size]).toEqual([false, 0])
})

import { beforeEach, describe, expect, test } from '@jest/globals'
import { RefusedError } from '@waitlist/contracts'
import { type AnswerStore, createMemoryAnswers } from '@waitlist/views'
import fc from 'fast-check'
import type { AnyReply } from './implement.ts'
import { type AnswerOnce, createAnswerOnce } from './keyed-answers.ts'

const record = (id: string, hash = 'h1') => ({ id, hash })
const refused = (answer: Promise<AnyReply>) =>
  answer.then(
    ({ status }) => status,
    (error) => (error instanceof RefusedError ? error.refusal.code : String(error)),
  )

let answers: AnswerStore
let once: AnswerOnce
let asked: number
beforeEach(() => {
  answers = createMemoryAnswers()
  once = createAnswerOnce({ answers })
  asked = 0
})
const ask = async (): Promise<AnyReply> => ({ status: 200, body: { asked: ++asked } })

describe('a keyed request', () => {
  test('is asked once; a retry gets the first answer, also of the next process', async () => {
    const first = await once(record('a'), ask)
    expect(await once(record('a'), ask)).toEqual(first)
    expect(await createAnswerOnce({ answers })(record('a'), ask)).toEqual({ status: 200, body: { asked: 1 } })
  })

  test('with the key of another request is refused, and not asked', async () => {
    await once(record('a'), ask)
    expect(await refused(once(record('a', 'h2'), ask))).toBe('WL_ERR_KEY_REUSED')
    expect(asked).toBe(1)
  })

  test('that was refused, or failed, is decided anew', async () => {
    const refuse = async () => {
      throw new RefusedError({ code: 'WL_ERR_FULL', detail: 'Because' })
    }
    expect(await refused(once(record('a'), refuse))).toBe('WL_ERR_FULL')
    expect(await refused(once(record('a', 'h2'), () => Promise.reject(new Error('away'))))).toBe('Error: away')
    expect(await refused(once(record('a', 'h3'), ask))).toBe(200)
  })

  test('that a commit keeps is left to its writer', async () => {
    const log = { command: async (id: string) => ({ ...record(id), receipt: null, stream: 'waitlist:e' }) }
    const byCommit = createAnswerOnce({ answers, log })
    await byCommit(record('a'), ask)
    expect(await answers.find('a')).toBeUndefined()
    expect((await byCommit(record('a'), ask)).body).toEqual({ asked: 2 })
  })

  test('that says that nothing happened leaves its key as good as new', async () => {
    await once(record('a'), async () => ({ ...(await ask()), kept: false }))
    expect(await refused(once(record('a', 'h2'), ask))).toBe(200)
  })

  test('is answered only after its answer is kept', async () => {
    const letGo = Promise.withResolvers<void>()
    const slow: AnswerStore = { ...answers, keep: (answer) => letGo.promise.then(() => answers.keep(answer)) }
    let answered = false
    const answer = createAnswerOnce({ answers: slow })(record('a'), ask).then(() => {
      answered = true
    })
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
    expect([asked, answered]).toEqual([1, false])
    letGo.resolve()
    await answer
  })
})

test('twins at any moment, of any process, have one answer, and whoever asks for something else none', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  const step = fc.record({
    id: fc.constantFrom('a', 'b'),
    hash: fc.constantFrom('h1', 'h1', 'h2'),
    fails: fc.boolean(),
    pause: fc.nat(3),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const store = createMemoryAnswers()
      const answerOnce = createAnswerOnce({ answers: store })
      const effects = new Map<string, string[]>()
      const got = await Promise.all(
        steps.map(async ({ id, hash, fails, pause }) => {
          for (let turn = 0; turn < pause; turn += 1) await new Promise(setImmediate)
          const work = async (): Promise<AnyReply> => {
            await new Promise(setImmediate)
            if (fails) throw new RefusedError({ code: 'WL_ERR_FULL', detail: 'Because' })
            effects.set(id, [...(effects.get(id) ?? []), hash])
            return { status: 201, body: { id, hash } }
          }
          return answerOnce(record(id, hash), work).then(
            ({ body }) => ({ id, hash, body }),
            (error: RefusedError) => ({ id, hash, code: error.refusal.code }),
          )
        }),
      )
      for (const made of effects.values()) expect(made).toHaveLength(1)
      for (const one of got) {
        if ('body' in one) expect(one.body).toEqual({ id: one.id, hash: effects.get(one.id)?.[0] })
        if ('body' in one) expect(one.hash).toBe(effects.get(one.id)?.[0])
        if ('code' in one && one.code === 'WL_ERR_KEY_REUSED') expect(one.hash).not.toBe(effects.get(one.id)?.[0])
      }
    }),
    { seed, numRuns: 200 },
  )
})

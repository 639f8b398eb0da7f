import { afterEach, describe, expect, test } from '@jest/globals'
import type { AnswerStore, KeptAnswer } from '../answers.ts'

/** A store to be tested, and how to let go of it. */
export type OpenAnswers = { readonly answers: AnswerStore; readonly close: () => void }

const left: KeptAnswer = { id: 'http:1', hash: 'h1', status: 200, body: '{"left":[]}' }

/** What every driver of kept answers has to do. `open` gives a store that keeps nothing yet. */
export function answerStoreContract(driver: string, open: () => OpenAnswers): void {
  describe(`kept answers: ${driver}`, () => {
    let close: OpenAnswers['close'] | undefined
    afterEach(() => {
      close?.()
      close = undefined
    })

    function opened(): AnswerStore {
      const store = open()
      close = store.close
      return store.answers
    }

    test('an answer nobody kept is not there', async () => {
      expect(await opened().find('http:1')).toBeUndefined()
    })

    test('an answer comes back as it was kept, under its id only', async () => {
      const answers = opened()
      const odd = { id: 'http:2', hash: 'h2', status: 202, body: '{"a":"\u0000 ü 💥 \'; DROP TABLE"}' }
      expect(await answers.keep(left)).toEqual(left)
      expect(await answers.keep(odd)).toEqual(odd)
      expect(await answers.find('http:1')).toEqual(left)
      expect(await answers.find('http:2')).toEqual(odd)
      expect(await answers.find('http:')).toBeUndefined()
    })

    test('the first one stays, and whoever comes later is told of it', async () => {
      const answers = opened()
      await answers.keep(left)
      expect(await answers.keep({ ...left, hash: 'h2', status: 202, body: '{}' })).toEqual(left)
      expect(await answers.find('http:1')).toEqual(left)
    })

    test('of many at once under one id, all are told of the same one', async () => {
      const answers = opened()
      const told = await Promise.all(
        Array.from({ length: 50 }, (_, at) => answers.keep({ ...left, body: `{"at":${at}}` })),
      )
      expect(new Set(told.map(({ body }) => body)).size).toBe(1)
      expect(await answers.find('http:1')).toEqual(told[0])
    })

    test('many at once, each under its own id', async () => {
      const answers = opened()
      const all = Array.from({ length: 300 }, (_, at) => ({ ...left, id: `http:${at}`, body: `{"at":${at}}` }))
      expect(await Promise.all(all.map((one) => answers.keep(one)))).toEqual(all)
      expect(await Promise.all(all.map(({ id }) => answers.find(id)))).toEqual(all)
    })
  })
}

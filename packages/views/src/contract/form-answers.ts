import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { EntryAnswers } from '../form-answers.ts'
import { CONTRACT_KEY, NEWER_KEY, type OpenPeople, type StoredPeople } from './people.ts'

/** The same where it is stored outside of the process. */
type StoredAnswers = Omit<StoredPeople, 'sealed' | 'swap'>

const ann: EntryAnswers = {
  entryId: 'ent_ann',
  eventId: 'gala',
  customerId: 'ann',
  answers: { size: 'M', age: 41, news: false },
}
const bob: EntryAnswers = { ...ann, entryId: 'ent_bob', customerId: 'bob', answers: { size: 'L' } }

/** What every driver of people has to do with answers. `open` gives a store with nobody in it. */
export function formAnswersContract(driver: string, open: () => OpenPeople): void {
  describe(`form answers: ${driver}`, () => {
    let close: OpenPeople['close'] | undefined
    afterEach(() => {
      close?.()
      close = undefined
    })

    const opened = () => {
      const store = open()
      close = store.close
      return store.people.answers
    }

    test('come back by entry as they were given, those asked for only', async () => {
      const answers = opened()
      expect(await answers.get(['ent_ann'])).toEqual(new Map())
      expect(await answers.get([])).toEqual(new Map())
      await answers.put([ann, bob])
      expect(await answers.get(['ent_bob', 'ent_nobody', 'ent_ann'])).toEqual(
        new Map([
          ['ent_ann', ann.answers],
          ['ent_bob', bob.answers],
        ]),
      )
      expect(await answers.get(['ent_bob', 'ent_bob'])).toEqual(new Map([['ent_bob', bob.answers]]))
    })

    test('given anew replace all that was there of the entry, the last ones among calls at once', async () => {
      const answers = opened()
      await answers.put([ann, { ...ann, answers: { size: 'S' } }])
      expect(await answers.get(['ent_ann'])).toEqual(new Map([['ent_ann', { size: 'S' }]]))
      await Promise.all(['third', 'fourth'].map((size) => answers.put([{ ...ann, answers: { size } }])))
      expect(await answers.get(['ent_ann'])).toEqual(new Map([['ent_ann', { size: 'fourth' }]]))
    })

    test('are kept as they are, whatever they are called and say', async () => {
      const answers = opened()
      const odd = {
        'a.b': '$where',
        toString: "'; DROP TABLE form_answers --",
        'x:y-z_': '\u0000\ud83d\ude00 "é"',
        n: -1.5e9,
      }
      await answers.put([{ ...ann, answers: odd }])
      expect(await answers.get(['ent_ann'])).toEqual(new Map([['ent_ann', odd]]))
    })

    test('cannot be changed from outside', async () => {
      const answers = opened()
      const changing: Record<string, string> = { size: 'M' }
      await answers.put([{ ...ann, answers: changing }])
      changing.size = 'changed'
      expect((await answers.get(['ent_ann'])).get('ent_ann')).toEqual({ size: 'M' })
    })

    test('of a customer are all forgotten, whatever the event, and of nobody else', async () => {
      const answers = opened()
      await answers.put([ann, bob, { ...ann, entryId: 'ent_other', eventId: 'fair' }])
      expect(await answers.forgetCustomer('ann')).toBe(2)
      expect(await answers.forgetCustomer('ann')).toBe(0)
      expect(await answers.get(['ent_ann', 'ent_other', 'ent_bob'])).toEqual(new Map([['ent_bob', bob.answers]]))
    })

    test('are forgotten, those named only', async () => {
      const answers = opened()
      await answers.put([ann, bob])
      await answers.forget(['ent_ann', 'ent_nobody'])
      await answers.forget([])
      expect(await answers.get(['ent_ann', 'ent_bob'])).toEqual(new Map([['ent_bob', bob.answers]]))
    })
  })
}

/** What a driver has to do that stores answers outside of the process: nobody reads them there without the keys. */
export function storedFormAnswersContract(driver: string, open: () => StoredAnswers): void {
  describe(`stored form answers: ${driver}`, () => {
    let store: StoredAnswers
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())
    const told = { ...ann, answers: { size: 'a size of my own' } }

    test('cannot be read in what is stored', async () => {
      await store.people.answers.put([told])
      const raw = await store.raw()
      expect(raw).toContain('ent_ann')
      for (const as of ['utf8', 'base64', 'hex'] as const) {
        expect(raw).not.toContain(Buffer.from(told.answers.size).toString(as).slice(0, 16))
      }
    })

    test('are brought to the newer key, after the people', async () => {
      await store.people.put([{ customerId: 'ann', email: 'ann@example.com' }])
      await store.people.answers.put([told, bob])
      const rotated = await store.with(`${NEWER_KEY},${CONTRACT_KEY}`)
      expect(await rotated.answers.get(['ent_ann'])).toEqual(new Map([['ent_ann', told.answers]]))
      const counts: number[] = []
      for (let n = 0; n < 4; n += 1) counts.push(await rotated.reseal(1))
      expect(counts).toEqual([1, 1, 1, 0])
      const only = await store.with(NEWER_KEY)
      expect((await only.answers.get(['ent_ann', 'ent_bob'])).size).toBe(2)
    })

    test('without their key do not open, and say why', async () => {
      await store.people.answers.put([told])
      await expect(store.with(NEWER_KEY)).rejects.toThrow('PEOPLE_KEY lacks a secret')
    })
  })
}

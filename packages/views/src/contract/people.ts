import { afterEach, describe, expect, test } from '@jest/globals'
import type { PeopleStore, Person } from '../people.ts'

/** A store to be tested, and how to let go of it. */
export type OpenPeople = { readonly people: PeopleStore; readonly close: () => void }

const ann: Person = { customerId: 'ann', email: 'ann@example.com', phone: '+4915112345678' }
const bob: Person = { customerId: 'bob', phone: '+4915187654321' }

/** What every driver of people has to do. `open` gives a store with nobody in it. */
export function peopleStoreContract(driver: string, open: () => OpenPeople): void {
  describe(`people: ${driver}`, () => {
    let close: OpenPeople['close'] | undefined
    afterEach(() => {
      close?.()
      close = undefined
    })

    function opened(): OpenPeople {
      const store = open()
      close = store.close
      return store
    }

    test('a customer nobody put is not there', async () => {
      const { people } = opened()
      expect(await people.get(['ann'])).toEqual(new Map())
      expect(await people.get([])).toEqual(new Map())
    })

    test('people come back as they were put, those asked for only', async () => {
      const { people } = opened()
      await people.put([ann, bob])
      expect(await people.get(['bob', 'nobody', 'ann'])).toEqual(
        new Map([
          ['ann', ann],
          ['bob', bob],
        ]),
      )
      expect(await people.get(['bob'])).toEqual(new Map([['bob', bob]]))
    })

    test('a customer is asked for twice and comes once', async () => {
      const { people } = opened()
      await people.put([ann])
      expect([...(await people.get(['ann', 'ann']))]).toEqual([['ann', ann]])
    })

    test('a newer contact replaces all of the older one', async () => {
      const { people } = opened()
      await people.put([ann])
      await people.put([{ customerId: 'ann', phone: '+4915100000000' }])
      expect((await people.get(['ann'])).get('ann')).toEqual({ customerId: 'ann', phone: '+4915100000000' })
    })

    test('the last one wins within one call and among calls at once', async () => {
      const { people } = opened()
      await people.put([ann, { customerId: 'ann', email: 'second@example.com' }])
      expect((await people.get(['ann'])).get('ann')?.email).toBe('second@example.com')
      await Promise.all(
        ['third', 'fourth'].map((name) => people.put([{ customerId: 'ann', email: `${name}@example.com` }])),
      )
      expect((await people.get(['ann'])).get('ann')?.email).toBe('fourth@example.com')
    })

    test('any text is kept as it is', async () => {
      const { people } = opened()
      const odd = { customerId: "o'hara.:_-", email: '"böse; DROP TABLE"@例え.jp' }
      await people.put([odd])
      expect(await people.get([odd.customerId])).toEqual(new Map([[odd.customerId, odd]]))
    })

    test('what is put cannot be changed from outside', async () => {
      const { people } = opened()
      const changing = { customerId: 'ann', email: 'first@example.com' }
      await people.put([changing])
      changing.email = 'changed@example.com'
      expect((await people.get(['ann'])).get('ann')?.email).toBe('first@example.com')
    })

    test('many at once, each call resolving when its people are there', async () => {
      const { people } = opened()
      const ids = Array.from({ length: 300 }, (_, at) => `customer-${at}`)
      const seen = await Promise.all(
        ids.map(async (customerId) => {
          await people.put([{ customerId, email: `${customerId}@example.com` }])
          return (await people.get([customerId])).get(customerId)?.email
        }),
      )
      expect(seen).toEqual(ids.map((customerId) => `${customerId}@example.com`))
    })
  })
}

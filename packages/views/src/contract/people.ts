import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { KnownPerson, PeopleStore, Person } from '../people.ts'

/** A store to be tested, and how to let go of it. */
export type OpenPeople = { readonly people: PeopleStore; readonly close: () => void }

/** A store that is outside of the process, with nobody in it; its driver has the key of this contract. */
export type StoredPeople = OpenPeople & {
  /** The same people, by a driver with these keys. */
  with(peopleKey: string): Promise<PeopleStore>
  /** Every byte that is stored, as text. */
  raw(): Promise<string>
  /** What is stored of one customer. */
  sealed(customerId: string): Promise<string>
  /** Puts what is stored of one customer into the place of another, and the other way round. */
  swap(one: string, other: string): Promise<void>
}

/** The key of the driver that `open` gives. */
export const CONTRACT_KEY = 'k1:a people key of the contract'
export const NEWER_KEY = 'k2:a newer people key of the contract'

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

    test('who is erased is there without an address, however often that is asked for', async () => {
      const { people } = opened()
      await people.put([ann, bob])
      expect(await people.erase('ann', 17)).toEqual({ contacts: 1, answers: 0, addresses: 0, messages: 0 })
      expect(await people.get(['ann', 'bob'])).toEqual(
        new Map<string, KnownPerson>([
          ['ann', { customerId: 'ann', erasedAt: 17 }],
          ['bob', bob],
        ]),
      )
      expect(await people.erase('ann', 18)).toEqual({ contacts: 0, answers: 0, addresses: 0, messages: 0 })
      expect(await people.erase('nobody', 18)).toEqual({ contacts: 0, answers: 0, addresses: 0, messages: 0 })
      expect((await people.get(['ann'])).get('ann')).toEqual({ customerId: 'ann', erasedAt: 18 })
    })

    test('what a customer answered goes with the rest', async () => {
      const { people } = opened()
      const given = { eventId: 'gala', customerId: 'ann', answers: { name: 'Ann' } }
      await people.answers.put([
        { ...given, entryId: 'ent_1' },
        { ...given, entryId: 'ent_2', eventId: 'fair' },
        { ...given, entryId: 'ent_3', customerId: 'bob' },
      ])
      expect(await people.erase('ann', 17)).toEqual({ contacts: 0, answers: 2, addresses: 0, messages: 0 })
      expect([...(await people.answers.get(['ent_1', 'ent_2', 'ent_3'])).keys()]).toEqual(['ent_3'])
    })

    test('who is put after an erasure is there again, and it stays known when the erasure was', async () => {
      const { people } = opened()
      await people.erase('ann', 17)
      await people.put([ann])
      expect((await people.get(['ann'])).get('ann')).toEqual({ ...ann, erasedAt: 17 })
      expect((await people.erase('ann', 20)).contacts).toBe(1)
    })

    test('what is put before an erasure does not come after it', async () => {
      const { people } = opened()
      const putting = people.put([ann])
      const erasing = people.erase('ann', 17)
      await Promise.all([putting, erasing])
      expect((await people.get(['ann'])).get('ann')).toEqual({ customerId: 'ann', erasedAt: 17 })
    })

    test('an erasure waits for those who have something of the customer too, and counts it', async () => {
      const { people } = opened()
      await people.put([ann])
      const told: unknown[] = []
      people.onErase(async (customerId) => {
        await new Promise(setImmediate)
        told.push([customerId, (await people.get([customerId])).get(customerId)])
        return 3
      })
      people.onErase(async () => 4)
      expect(await people.erase('ann', 17)).toEqual({ contacts: 1, answers: 0, addresses: 0, messages: 7 })
      expect(told).toEqual([['ann', { customerId: 'ann', erasedAt: 17 }]])
      expect((await people.erase('ann', 18)).messages).toBe(7)
      people.onErase(() => Promise.reject(new Error('the disk is full')))
      await expect(people.erase('ann', 19)).rejects.toThrow('the disk is full')
    })

    test('an erasure that was begun is known until it ends, one for each customer', async () => {
      const { erasures } = opened().people
      const first = { customerId: 'ann', erasureId: 'e1', begunAt: 10 }
      const second = { customerId: 'bob', erasureId: 'e2', begunAt: 5 }
      expect(await erasures.begin(first)).toEqual(first)
      expect(await erasures.begin({ ...first, erasureId: 'e3', begunAt: 11 })).toEqual(first)
      expect(await erasures.begin(second)).toEqual(second)
      expect(await erasures.unfinished(100, 10)).toEqual([second, first])
      expect(await erasures.unfinished(10, 10)).toEqual([second])
      expect(await erasures.unfinished(100, 1)).toEqual([second])
      await erasures.end({ ...first, erasureId: 'e3' })
      await erasures.end(second)
      expect(await erasures.unfinished(100, 10)).toEqual([first])
      await erasures.end(first)
      expect(await erasures.unfinished(100, 10)).toEqual([])
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

/** What a driver has to do that stores people outside of the process: nobody reads them there without the keys. */
export function storedPeopleContract(driver: string, open: () => StoredPeople | Promise<StoredPeople>): void {
  describe(`stored people: ${driver}`, () => {
    let store: StoredPeople
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())
    const both = `${NEWER_KEY},${CONTRACT_KEY}`

    test('no value of a person is in what is stored, and twice the same does not look the same', async () => {
      await store.people.put([ann, bob, { ...ann, customerId: 'twin' }])
      const raw = await store.raw()
      for (const value of [ann.email, ann.phone, bob.phone]) {
        for (const form of [
          value as string,
          ...(['base64', 'hex'] as const).map((as) => Buffer.from(value as string).toString(as)),
        ])
          expect(raw).not.toContain(form)
      }
      expect(raw).toContain('ann')
      expect(await store.sealed('twin')).toHaveLength((await store.sealed('ann')).length)
      expect(await store.sealed('twin')).not.toBe(await store.sealed('ann'))
    })

    test('a value that was put into the place of another is nobody’s', async () => {
      await store.people.put([ann, bob])
      await store.swap('ann', 'bob')
      expect(await store.people.get(['ann', 'bob'])).toEqual(new Map())
    })

    test('a newer key writes, the older one still reads, and all is brought to the newer one', async () => {
      await store.people.put([ann, bob])
      const rotated = await store.with(both)
      expect(await rotated.get(['ann'])).toEqual(new Map([['ann', ann]]))
      const carla: Person = { customerId: 'carla', email: 'carla@example.com' }
      await rotated.put([carla])
      expect([await rotated.reseal(1), await rotated.reseal(10), await rotated.reseal(10)]).toEqual([1, 1, 0])
      const only = await store.with(NEWER_KEY)
      expect([...(await only.get(['ann', 'bob', 'carla'])).values()].sort(byId)).toEqual([ann, bob, carla])
    })

    test('what was stored of somebody who is erased is not there any more, encrypted or not', async () => {
      const others = Array.from({ length: 200 }, (_, at) => ({ customerId: `c${at}`, email: `c${at}@example.com` }))
      await store.people.put([...others, ann])
      const earlier = await store.sealed('ann')
      await store.people.put([{ ...ann, email: 'a.much.longer.address.than.before@example.com' }])
      const latest = await store.sealed('ann')
      await store.people.erase('ann', 17)
      const raw = await store.raw()
      for (const sealed of [earlier, latest]) expect(raw).not.toContain(sealed)
      expect(raw).toContain(await store.sealed('c7'))
    })

    test('without the key that people are stored under it does not open, and says why', async () => {
      await store.people.put([ann])
      await expect(store.with(NEWER_KEY)).rejects.toThrow('PEOPLE_KEY lacks a secret')
      await expect(store.with('k1:another secret of this id')).rejects.toThrow('PEOPLE_KEY lacks a secret')
    })
  })
}

const byId = (a: Person, b: Person) => (a.customerId < b.customerId ? -1 : 1)

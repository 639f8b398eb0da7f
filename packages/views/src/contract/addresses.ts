import { afterEach, describe, expect, test } from '@jest/globals'
import type { AddressBook } from '../address-book.ts'
import type { OpenPeople } from './people.ts'

/** What every driver of people has to do with addresses. `open` gives a store with nobody in it. */
export function addressBookContract(driver: string, open: () => OpenPeople): void {
  describe(`addresses: ${driver}`, () => {
    let close: OpenPeople['close'] | undefined
    afterEach(() => {
      close?.()
      close = undefined
    })

    function opened(): AddressBook {
      const store = open()
      close = store.close
      return store.people.addresses
    }

    const use = async (book: AddressBook, customerId: string, addresses: string[], eventId = 'gala') =>
      (await book.use({ eventId, customerId, addresses })).marks

    test('the same one has the same mark, whoever uses it, another one another', async () => {
      const book = opened()
      const [ann] = await use(book, 'ann', ['email:a'])
      expect(await use(book, 'ann', ['email:a'])).toEqual([ann])
      expect(await use(book, 'bob', ['email:a'])).toEqual([ann])
      expect(await use(book, 'cleo', ['email:c'])).not.toEqual([ann])
      expect(await use(book, 'dora', [])).toEqual([])
    })

    test('have other marks in other events, and marks say nothing', async () => {
      const book = opened()
      const [here] = await use(book, 'ann', ['email:ann'])
      expect(await use(book, 'ann', ['email:ann'], 'fair')).not.toEqual([here])
      expect(here).toMatch(/^[\w-]{16}$/)
      await book.forgetCustomer('ann')
      expect(await use(book, 'ann', ['email:ann'])).not.toEqual([here])
    })

    test('of one customer share a mark, also one that comes later', async () => {
      const book = opened()
      const marks = await use(book, 'ann', ['email:a', 'phone:1'])
      expect(marks).toHaveLength(1)
      expect(await use(book, 'ann', ['email:b'])).toEqual(marks)
      expect(await use(book, 'bob', ['phone:1', 'email:z'])).toContain(marks[0])
      expect(await use(book, 'cleo', ['email:b'])).toEqual(marks)
    })

    test('of two customers at once have one mark', async () => {
      const book = opened()
      const all = await Promise.all(Array.from({ length: 20 }, (_, n) => use(book, `c${n}`, ['email:a'])))
      expect(new Set(all.flat()).size).toBe(1)
    })

    test('are taken back when the use comes to nothing, what was there before is not', async () => {
      const book = opened()
      const first = await book.use({ eventId: 'gala', customerId: 'ann', addresses: ['email:a'] })
      const again = await book.use({ eventId: 'gala', customerId: 'ann', addresses: ['email:a', 'email:b'] })
      await again.takeBack()
      expect(await use(book, 'bob', ['email:a'])).toEqual(first.marks)
      expect(await use(book, 'cleo', ['email:b'])).not.toEqual(first.marks)
      await (await book.use({ eventId: 'gala', customerId: 'ann', addresses: ['email:a'] })).takeBack()
      expect(await book.forgetCustomer('ann')).toBe(1)
    })

    test('go with their customers, but not as long as somebody else uses them', async () => {
      const book = opened()
      const marks = await use(book, 'ann', ['email:a', 'phone:1'])
      await use(book, 'bob', ['email:a'])
      await use(book, 'ann', ['email:a'], 'fair')
      expect(await book.forgetCustomer('ann')).toBe(3)
      expect(await book.forgetCustomer('ann')).toBe(0)
      expect(await use(book, 'cleo', ['email:a'])).toEqual(marks)
      expect(await use(book, 'dora', ['phone:1'])).not.toEqual(marks)
    })

    test('go with their event', async () => {
      const book = opened()
      const marks = await use(book, 'ann', ['email:a'])
      const there = await use(book, 'ann', ['email:a'], 'fair')
      await book.forgetEvent('gala')
      expect(await use(book, 'bob', ['email:a'])).not.toEqual(marks)
      expect(await use(book, 'bob', ['email:a'], 'fair')).toEqual(there)
    })
  })
}

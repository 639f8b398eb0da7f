import type { MongoStore } from '@waitlist/event-log/mongo'
import { MongoServerError } from 'mongodb'
import type { AddressBook } from '../address-book.ts'
import { newMark } from '../memory-addresses.ts'
import type { PeopleCipher } from '../people-cipher.ts'

type MarkDocument = {
  /** The event and the fingerprint: who comes first gives the mark. */
  readonly _id: string
  readonly eventId: string
  readonly mark: string
  readonly customers: readonly string[]
}

const DUPLICATE_KEY = 11_000
const idOf = (eventId: string, fingerprint: string) => `${eventId}/${fingerprint}`

/** Marks of addresses in a MongoDB database; durable before `use` resolves. */
export async function createMongoAddresses({ db }: Pick<MongoStore, 'db'>, cipher: PeopleCipher): Promise<AddressBook> {
  const kept = db.collection<MarkDocument>('address_marks')
  await kept.createIndex({ customers: 1, eventId: 1 })
  await kept.createIndex({ eventId: 1 })

  /** Notes one address; gives the document as it was before, and the mark it has now. */
  async function note(eventId: string, customerId: string, address: string, own: string) {
    const ids = cipher.fingerprints(`${eventId} ${address}`).map((fingerprint) => idOf(eventId, fingerprint))
    const [newest] = ids as [string]
    const known = await kept.findOne({ _id: { $in: ids } })
    const _id = known?._id ?? newest
    const update = { $setOnInsert: { eventId, mark: own }, $addToSet: { customers: customerId } }
    const options = { upsert: true, returnDocument: 'before' } as const
    const before = await kept.findOneAndUpdate({ _id }, update, options).catch((error: unknown) => {
      // Two that came at once: the second one finds what the first one wrote.
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) {
        return kept.findOneAndUpdate({ _id }, update, options)
      }
      throw error
    })
    return { _id, mark: before?.mark ?? own, isNew: !before?.customers.includes(customerId) }
  }

  async function removeFrom(
    filter: { readonly _id: { readonly $in: string[] } } | { readonly customers: string },
    customerId: string,
  ) {
    const { modifiedCount } = await kept.updateMany(filter, { $pull: { customers: customerId } } as never)
    // As a value, for the index: a count would be asked of every mark there is.
    await kept.deleteMany({ customers: [] })
    return modifiedCount
  }

  return {
    async use({ eventId, customerId, addresses }) {
      const own = (await kept.findOne({ customers: customerId, eventId }))?.mark ?? newMark()
      const noted = []
      for (const address of addresses) noted.push(await note(eventId, customerId, address, own))
      const added = noted.filter(({ isNew }) => isNew).map(({ _id }) => _id)
      return {
        marks: [...new Set(noted.map(({ mark }) => mark))],
        async takeBack() {
          if (added.length > 0) await removeFrom({ _id: { $in: added } }, customerId)
        },
      }
    },
    forgetCustomer: (customerId) => removeFrom({ customers: customerId }, customerId),
    async forgetEvent(eventId) {
      await kept.deleteMany({ eventId })
    },
  }
}

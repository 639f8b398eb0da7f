import { randomUUID } from 'node:crypto'
import type { MongoStore } from '@waitlist/event-log/mongo'
import { inRounds } from '../in-rounds.ts'
import type { PendingPerson, PeopleOutbox, PeopleStore, Person } from '../people.ts'

type PersonDocument = {
  readonly _id: string
  readonly email?: string
  readonly phone?: string
  /** New with each put. */
  readonly revision: string
  readonly pending?: true
}

function personOf({ _id, email, phone }: PersonDocument): Person {
  return { customerId: _id, ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) }
}

/**
 * What we know of people, in a MongoDB database; durable before `put` resolves. With `outbox`, whoever is put waits to be
 * published. Calls at once share a write.
 */
export async function createMongoPeople(
  { db }: Pick<MongoStore, 'db'>,
  { outbox }: { readonly outbox: boolean },
): Promise<PeopleStore & PeopleOutbox> {
  const people = db.collection<PersonDocument>('people')
  const listeners = new Set<() => void>()
  await people.createIndex({ pending: 1 }, { partialFilterExpression: { pending: true } })

  const write = inRounds<Person>(async (added) => {
    const newest = new Map(added.map((person) => [person.customerId, person]))
    const upserts = [...newest.values()].map(({ customerId, email, phone }) => ({
      replaceOne: {
        filter: { _id: customerId },
        replacement: {
          ...(email !== undefined && { email }),
          ...(phone !== undefined && { phone }),
          ...(outbox && { pending: true as const }),
          revision: randomUUID(),
        },
        upsert: true,
      },
    }))
    await people.bulkWrite(upserts, { ordered: false })
    for (const call of listeners) call()
  })

  return {
    put: (added) => write(added.map((person) => ({ ...person }))),
    async get(customerIds) {
      if (customerIds.length === 0) return new Map()
      const documents = await people.find({ _id: { $in: [...new Set(customerIds)] } }).toArray()
      return new Map(documents.map((document) => [document._id, personOf(document)]))
    },
    async pendingPeople(limit) {
      const documents = await people.find({ pending: true }).limit(limit).toArray()
      return documents.map((document): PendingPerson => ({ person: personOf(document), revision: document.revision }))
    },
    async clearPeople(published) {
      const clears = published.map(({ person, revision }) => ({
        updateOne: { filter: { _id: person.customerId, revision }, update: { $unset: { pending: '' as const } } },
      }))
      if (clears.length === 0) return
      const { matchedCount } = await people.bulkWrite(clears, { ordered: false })
      if (matchedCount === clears.length) return
      // Somebody was put anew meanwhile, and another process may have published that before us: the last word is ours,
      // and it is the old one. So the new one goes out once more.
      const ids = published.map(({ person }) => person.customerId)
      const revisions = published.map(({ revision }) => revision)
      const renewed = { _id: { $in: ids }, revision: { $nin: revisions } }
      await people.updateMany(renewed, { $set: { pending: true } })
    },
    onPending(call) {
      listeners.add(call)
      return () => listeners.delete(call)
    },
  }
}

import { randomUUID } from 'node:crypto'
import { inRounds } from '@waitlist/event-log'
import { isOutage, type MongoStore } from '@waitlist/event-log/mongo'
import type { PendingPerson, PeopleOutbox, PeopleStore, Person } from '../people.ts'
import { type PeopleCipher, requireKeys } from '../people-cipher.ts'
import { openPerson, sealPerson } from '../sealed-person.ts'
import { createMongoFormAnswers } from './mongo-form-answers.ts'

type PersonDocument = {
  readonly _id: string
  readonly key?: string
  readonly sealed?: string
  /** Only where an earlier version put them: as they are, until they are sealed. */
  readonly email?: string
  readonly phone?: string
  /** New with each put. */
  readonly revision: string
  readonly pending?: true
}

function personIn(cipher: PeopleCipher, { _id: customerId, key, sealed, email, phone }: PersonDocument) {
  return key === undefined || sealed === undefined
    ? { customerId, ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) }
    : openPerson(cipher, { customerId, key, sealed })
}

/**
 * What we know of people, encrypted, in a MongoDB database; durable before `put` resolves. With `outbox`, whoever is put
 * waits to be published. Calls at once share a write. Rejects with PeopleKeyError when a key is missing.
 */
export async function createMongoPeople(
  { db }: Pick<MongoStore, 'db'>,
  { outbox, cipher }: { readonly outbox: boolean; readonly cipher: PeopleCipher },
): Promise<PeopleStore & PeopleOutbox> {
  const answers = await createMongoFormAnswers({ db }, cipher)
  const people = db.collection<PersonDocument>('people')
  const listeners = new Set<() => void>()
  await people.createIndex({ pending: 1 }, { partialFilterExpression: { pending: true } })
  await people.createIndex({ key: 1 })
  const keys: readonly unknown[] = await people.distinct('key')
  requireKeys(
    cipher,
    keys.filter((key) => typeof key === 'string'),
  )

  const write = inRounds<Person>(async (added) => {
    const newest = new Map(added.map((person) => [person.customerId, person]))
    const upserts = [...newest.values()].map((person) => {
      const { customerId, key, sealed } = sealPerson(cipher, person)
      const replacement = { key, sealed, ...(outbox && { pending: true as const }), revision: randomUUID() }
      return { replaceOne: { filter: { _id: customerId }, replacement, upsert: true } }
    })
    await people.bulkWrite(upserts, { ordered: false })
    for (const call of listeners) call()
  }, isOutage)

  return {
    put: (added) => write(added.map((person) => ({ ...person }))),
    async get(customerIds) {
      if (customerIds.length === 0) return new Map()
      const documents = await people.find({ _id: { $in: [...new Set(customerIds)] } }).toArray()
      const found = documents.flatMap((document) => personIn(cipher, document) ?? [])
      return new Map(found.map((person) => [person.customerId, person]))
    },
    async reseal(limit) {
      const documents = await people
        .find({ key: { $ne: cipher.newest } })
        .limit(limit)
        .toArray()
      const updates = documents.flatMap((document) => {
        const person = personIn(cipher, document)
        if (!person) return []
        const { key, sealed } = sealPerson(cipher, person)
        // Who is put anew meanwhile is sealed with the newest key already.
        const filter = { _id: document._id, revision: document.revision }
        return [{ updateOne: { filter, update: { $set: { key, sealed }, $unset: { email: '', phone: '' } as const } } }]
      })
      if (updates.length === 0) return answers.reseal(limit)
      await people.bulkWrite(updates, { ordered: false })
      return updates.length
    },
    answers,
    async pendingPeople(limit) {
      const documents = await people.find({ pending: true }).limit(limit).toArray()
      return documents.flatMap((document): PendingPerson[] => {
        const person = personIn(cipher, document)
        return person ? [{ person, revision: document.revision }] : []
      })
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

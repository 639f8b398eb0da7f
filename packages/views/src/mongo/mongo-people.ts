import { randomUUID } from 'node:crypto'
import { inRounds } from '@waitlist/event-log'
import { isOutage, type MongoStore } from '@waitlist/event-log/mongo'
import { createEraseCalls } from '../erasures.ts'
import type { KnownPerson, PendingPerson, PeopleOutbox, PeopleStore, Person } from '../people.ts'
import { type PeopleCipher, requireKeys } from '../people-cipher.ts'
import { openPerson, sealPerson } from '../sealed-person.ts'
import { createMongoAddresses } from './mongo-addresses.ts'
import { createMongoErasures } from './mongo-erasures.ts'
import { createMongoFormAnswers } from './mongo-form-answers.ts'

type PersonDocument = {
  readonly _id: string
  readonly key?: string
  readonly sealed?: string
  /** Only where an earlier version put them: as they are, until they are sealed. */
  readonly email?: string
  readonly phone?: string
  /** When (ms) what was known before was taken away. */
  readonly erasedAt?: number
  /** New with each put and each erasure. */
  readonly revision: string
  readonly pending?: true
}

/** Undefined when nothing is known of the customer, or nothing that can be read. */
function personIn(cipher: PeopleCipher, document: PersonDocument): Person | undefined {
  const { _id: customerId, key, sealed, email, phone } = document
  if (key !== undefined && sealed !== undefined) return openPerson(cipher, { customerId, key, sealed })
  if (email === undefined && phone === undefined) return undefined
  return { customerId, ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) }
}

function knownIn(cipher: PeopleCipher, document: PersonDocument): KnownPerson | undefined {
  const { _id: customerId, erasedAt } = document
  const person = personIn(cipher, document)
  return erasedAt === undefined ? person : { customerId, ...person, erasedAt }
}

function pendingIn(cipher: PeopleCipher, document: PersonDocument): PendingPerson | undefined {
  const { _id: customerId, erasedAt, sealed, revision } = document
  const person = personIn(cipher, document)
  if (person) return { change: person, revision }
  return erasedAt === undefined || sealed !== undefined ? undefined : { change: { customerId, erased: true }, revision }
}

const ALL = { email: '', phone: '', key: '', sealed: '' } as const
const HAS_SOMETHING = [{ sealed: { $exists: true } }, { email: { $exists: true } }, { phone: { $exists: true } }]

/**
 * What we know of people, encrypted, in a MongoDB database; durable before `put` resolves. With `outbox`, whoever is put
 * waits to be published. Calls at once share a write. Rejects with PeopleKeyError when a key is missing.
 */
export async function createMongoPeople(
  { db }: Pick<MongoStore, 'db'>,
  { outbox, cipher }: { readonly outbox: boolean; readonly cipher: PeopleCipher },
): Promise<PeopleStore & PeopleOutbox> {
  const answers = await createMongoFormAnswers({ db }, cipher)
  const addresses = await createMongoAddresses({ db }, cipher)
  const people = db.collection<PersonDocument>('people')
  const listeners = new Set<() => void>()
  await people.createIndex({ pending: 1 }, { partialFilterExpression: { pending: true } })
  await people.createIndex({ key: 1 })
  const keys: readonly unknown[] = await people.distinct('key')
  requireKeys(
    cipher,
    keys.filter((key) => typeof key === 'string'),
  )

  const waits = outbox ? { pending: true as const } : {}
  const calls = createEraseCalls()
  const putting = new Set<Promise<void>>()
  const tellListeners = () => {
    for (const call of listeners) call()
  }

  const write = inRounds<Person>(async (added) => {
    const newest = new Map(added.map((person) => [person.customerId, person]))
    const upserts = [...newest.values()].map((person) => {
      const { customerId, key, sealed } = sealPerson(cipher, person)
      const update = {
        $set: { key, sealed, ...waits, revision: randomUUID() },
        $unset: { email: '', phone: '' } as const,
      }
      return { updateOne: { filter: { _id: customerId }, update, upsert: true } }
    })
    await people.bulkWrite(upserts, { ordered: false })
    tellListeners()
  }, isOutage)

  return {
    put(added) {
      const done = write(added.map((person) => ({ ...person })))
      const ended = done.then(
        () => {},
        () => {},
      )
      putting.add(ended)
      void ended.then(() => putting.delete(ended))
      return done
    },
    async get(customerIds) {
      if (customerIds.length === 0) return new Map()
      const documents = await people.find({ _id: { $in: [...new Set(customerIds)] } }).toArray()
      const found = documents.flatMap((document) => knownIn(cipher, document) ?? [])
      return new Map(found.map((person) => [person.customerId, person]))
    },
    async reseal(limit) {
      const documents = await people
        .find({ key: { $ne: cipher.newest }, $or: HAS_SOMETHING })
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
    addresses,
    async pendingPeople(limit) {
      const documents = await people.find({ pending: true }).limit(limit).toArray()
      return documents.flatMap((document) => pendingIn(cipher, document) ?? [])
    },
    async clearPeople(published) {
      const clears = published.map(({ change, revision }) => ({
        updateOne: { filter: { _id: change.customerId, revision }, update: { $unset: { pending: '' as const } } },
      }))
      if (clears.length === 0) return
      const { matchedCount } = await people.bulkWrite(clears, { ordered: false })
      if (matchedCount === clears.length) return
      // Somebody was put anew meanwhile, and another process may have published that before us: the last word is ours,
      // and it is the old one. So the new one goes out once more.
      const ids = published.map(({ change }) => change.customerId)
      const revisions = published.map(({ revision }) => revision)
      const renewed = { _id: { $in: ids }, revision: { $nin: revisions } }
      await people.updateMany(renewed, { $set: { pending: true } })
    },
    async erase(customerId, at) {
      // What was put before the erasure must not come after it.
      await Promise.all(putting)
      const answered = await answers.forgetCustomer(customerId)
      const used = await addresses.forgetCustomer(customerId)
      const before = await people.findOneAndUpdate(
        { _id: customerId },
        { $set: { erasedAt: at, ...waits, revision: randomUUID() }, $unset: ALL },
        { upsert: true, returnDocument: 'before' },
      )
      tellListeners()
      const contacts = before && (before.sealed ?? before.email ?? before.phone) !== undefined ? 1 : 0
      return { contacts, answers: answered, addresses: used, messages: await calls.tell(customerId) }
    },
    announces: outbox,
    onErase: calls.add,
    erasures: createMongoErasures({ db }),
    onPending(call) {
      listeners.add(call)
      return () => listeners.delete(call)
    },
  }
}

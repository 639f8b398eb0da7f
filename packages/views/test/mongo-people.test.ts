import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import {
  addressBookContract,
  CONTRACT_KEY,
  formAnswersContract,
  peopleStoreContract,
  storedFormAnswersContract,
  storedPeopleContract,
} from '../src/contract.ts'
import {
  createContactRelay,
  createPeopleCipher,
  type PeopleOutbox,
  type PeopleStore,
  type Person,
  type PersonChange,
  peopleKeysFrom,
} from '../src/index.ts'
import { createMongoPeople } from '../src/mongo.ts'
import { mongoDatabase } from './mongo-database.ts'

const ann: Person = { customerId: 'ann', email: 'ann@example.com' }
const bob: Person = { customerId: 'bob', phone: '+4915187654321' }

describeWith('mongo', 'people in MongoDB', (url) => {
  const store = mongoDatabase(url)
  let people: PeopleStore & PeopleOutbox
  const withKey = (peopleKey: string, outbox = true) =>
    createMongoPeople(store(), { outbox, cipher: createPeopleCipher(peopleKeysFrom(peopleKey)) })
  const open = (outbox = true) => withKey(CONTRACT_KEY, outbox)
  const collection = () =>
    store().db.collection<{ _id: string; sealed?: string; revision?: string; email?: string }>('people')
  beforeEach(async () => {
    people = await open()
  })
  afterEach(async () => {
    for (const name of ['people', 'form_answers', 'erasures', 'address_marks'])
      await store().db.collection(name).deleteMany({})
  })

  const waiting = async () => (await people.pendingPeople(100)).map(({ change }) => change)

  peopleStoreContract('mongo', () => ({ people, close() {} }))
  addressBookContract('mongo', () => ({ people, close() {} }))
  formAnswersContract('mongo', () => ({ people, close() {} }))

  storedPeopleContract('mongo', () => {
    const sealed = async (customerId: string) => (await collection().findOne({ _id: customerId }))?.sealed as string
    return {
      people,
      with: (peopleKey) => withKey(peopleKey),
      raw: async () => JSON.stringify(await collection().find().toArray()),
      sealed,
      async swap(one, other) {
        const [first, second] = [await sealed(one), await sealed(other)]
        await collection().updateOne({ _id: one }, { $set: { sealed: second } })
        await collection().updateOne({ _id: other }, { $set: { sealed: first } })
      },
      close() {},
    }
  })

  storedFormAnswersContract('mongo', () => ({
    people,
    with: (peopleKey) => withKey(peopleKey),
    raw: async () => JSON.stringify(await store().db.collection('form_answers').find().toArray()),
    close() {},
  }))

  test('that an earlier version stored in the open can be read, and are encrypted when there is time', async () => {
    await collection().insertOne({ _id: 'ann', email: 'ann@example.com', revision: 'r' })
    expect(await people.get(['ann'])).toEqual(new Map([['ann', ann]]))
    expect([await people.reseal(10), await people.reseal(10)]).toEqual([1, 0])
    expect(await people.get(['ann'])).toEqual(new Map([['ann', ann]]))
    expect(JSON.stringify(await collection().find().toArray())).not.toContain('example.com')
  })

  test('are there for the next process', async () => {
    await people.put([ann])
    expect(await (await open()).get(['ann'])).toEqual(new Map([['ann', ann]]))
  })

  test('wait to be published until they are cleared, without an outbox not at all', async () => {
    await people.put([ann, bob])
    expect(await waiting()).toEqual([ann, bob])
    await people.clearPeople((await people.pendingPeople(1)).slice(0, 1))
    expect(await waiting()).toHaveLength(1)
    await people.clearPeople(await people.pendingPeople(100))
    expect(await waiting()).toEqual([])
    await (await open(false)).put([ann])
    expect(await waiting()).toEqual([])
    await people.clearPeople([])
  })

  test('who is put again while the old contact is published goes on waiting', async () => {
    await people.put([ann])
    const published = await people.pendingPeople(10)
    await people.put([{ ...ann, email: 'new@example.com' }])
    await people.clearPeople(published)
    expect(await waiting()).toEqual([{ ...ann, email: 'new@example.com' }])
  })

  test('when an old contact was published after the new one, the new one goes out again', async () => {
    await people.put([ann, bob])
    const old = await people.pendingPeople(10)
    await people.put([{ ...ann, email: 'new@example.com' }])
    await people.clearPeople(await people.pendingPeople(10))
    expect(await waiting()).toEqual([])
    await people.clearPeople(old)
    expect(await waiting()).toEqual([{ ...ann, email: 'new@example.com' }])
  })

  test('who is erased waits to be published as such, and who is put after that as a contact', async () => {
    await people.put([ann, bob])
    const old = await people.pendingPeople(10)
    await people.erase('ann', 1)
    expect(await waiting()).toEqual([{ customerId: 'ann', erased: true }, bob])
    await people.clearPeople(old)
    expect(await waiting()).toContainEqual({ customerId: 'ann', erased: true })
    await people.clearPeople(await people.pendingPeople(10))
    expect(await waiting()).toEqual([])
    await people.put([ann])
    expect(await waiting()).toEqual([ann])
    await (await open(false)).erase('bob', 2)
    expect(await waiting()).toEqual([ann])
  })

  test('the relay publishes who is put, at once, and who another process left, within a second', async () => {
    const clock = createFakeClock()
    const out: PersonChange[][] = []
    let failures = 1
    await people.put([ann])
    const relay = createContactRelay({
      people,
      clock,
      async publish(batch) {
        if (failures-- > 0) throw new Error('broker away')
        out.push([...batch])
      },
    })
    const published = async (times: number) => {
      while (out.length < times) {
        await new Promise(setImmediate)
        clock.advance(clock.untilNext() ?? 0)
      }
    }
    relay.start()
    await published(1)
    await people.put([bob])
    await published(2)
    await (await open()).put([{ ...bob, email: 'bob@example.com' }])
    await published(3)
    expect(out).toEqual([[ann], [bob], [{ ...bob, email: 'bob@example.com' }]])
    await relay.close()
    expect(await waiting()).toEqual([])
  })
})

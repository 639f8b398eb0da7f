import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { commit, followed, newEvent } from '../src/contract/harness.ts'
import { type PublishAgain, publishAgain } from '../src/mongo/publish-again.ts'
import { type MongoProcesses, mongoProcesses } from './mongo-processes.ts'

describeWith('mongo', 'what topics no longer hold', (url) => {
  let owner: MongoProcesses
  let follower: MongoProcesses
  let another: MongoProcesses
  beforeEach(async () => {
    ;[owner, follower, another] = await Promise.all([mongoProcesses(url), mongoProcesses(url), mongoProcesses(url)])
  })
  afterEach(() => Promise.all([owner, follower, another].map((one) => one.dispose())))

  /** The ids of what is pending after everything had been published, and this was done. */
  async function again(options: Partial<PublishAgain> = {}): Promise<string[]> {
    const log = await owner.open()
    const whole = { own: owner.store.db, kind: 'waitlist', followers: [follower.store.db, another.store.db] } as const
    await log.clearPending(await log.pending(10_000))
    const many = await publishAgain({ ...whole, newest: false, always: [], ...options })
    const pending = (await log.pending(10_000)).map(({ id }) => id)
    expect(pending).toHaveLength(many)
    return pending
  }

  async function held({ open }: MongoProcesses, stream: string, ...versions: number[]) {
    await (await open({ outbox: false })).replicate(versions.map((version) => followed(stream, version)))
  }

  test('is pending again where one of the followers lacks any of it', async () => {
    const log = await owner.open()
    for (const [firstVersion, names, id] of [
      [1, ['a', 'b'], 'first'],
      [3, ['c'], 'second'],
      [4, ['d', 'e'], 'third'],
    ] as const)
      await log.append([commit('waitlist:gala', firstVersion, names, { id })])
    await held(follower, 'waitlist:gala', 1, 2, 3, 4, 5)
    await held(another, 'waitlist:gala', 1, 2, 3, 5)
    expect(await again()).toEqual(['third'])
    await held(another, 'waitlist:gala', 4)
    expect(await again()).toEqual([])
  })

  test('is the newest commit of each stream, when followers are to look at what they have', async () => {
    const log = await owner.open()
    for (const stream of ['waitlist:a', 'waitlist:b'])
      for (const version of [1, 2, 3]) {
        await log.append([commit(stream, version, ['x'], { id: `${stream} ${version}` })])
        for (const one of [follower, another]) await held(one, stream, version)
      }
    expect((await again({ newest: true })).sort()).toEqual(['waitlist:a 3', 'waitlist:b 3'])
  })

  test('is what nobody keeps, and nothing of what is followed', async () => {
    const log = await owner.open()
    const events = [newEvent('x', { type: 'PeopleForgotten' })]
    await log.append([commit('waitlist:a', 1, [], { id: 'forgotten', events })])
    await log.append([commit('waitlist:a', 2, ['x'])])
    for (const one of [follower, another]) await held(one, 'waitlist:a', 1, 2)
    await held(owner, 'release:a', 1)
    expect(await again({ always: ['PeopleForgotten'] })).toEqual(['forgotten'])
  })

  test('is found among thousands', async () => {
    const log = await owner.open()
    const names = Array.from({ length: 450 }, (_, at) => `n${at}`)
    for (let at = 0; at < 6; at += 1)
      await log.append([commit('waitlist:a', at * names.length + 1, names, { id: `${at}` })])
    const all = Array.from({ length: 6 * names.length }, (_, at) => at + 1)
    await held(follower, 'waitlist:a', ...all)
    await held(another, 'waitlist:a', ...all.filter((version) => version !== 1 && version !== 1000))
    expect(await again()).toEqual(['0', '2'])
  })
})

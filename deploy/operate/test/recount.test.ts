import { afterEach, describe, expect, test } from '@jest/globals'
import { createClient } from '../src/client.ts'
import { recountInstance } from '../src/recount/recount-instance.ts'
import { type StandIn, shortStory, startStandIn } from './stand-in.ts'

let standIn: StandIn | undefined
afterEach(async () => {
  await standIn?.close()
  standIn = undefined
})

async function recounted(doctor?: Parameters<typeof startStandIn>[1], eventIds: readonly string[] = []) {
  standIn = await startStandIn([...shortStory('show-1'), ...shortStory('show-2')], doctor)
  const said: string[] = []
  const client = createClient(standIn.url, 'a token')
  const agree = await recountInstance(client, eventIds, (line) => said.push(line), { tries: 2, betweenMs: 1 })
  return { agree, said: said.join('\n') }
}

describe('a recount', () => {
  test('of figures that are right agrees, for every event of the feed', async () => {
    const { agree, said } = await recounted()
    expect(agree).toBe(true)
    expect(said).toContain('show-1: agrees (4 events, 1 joined, 2 tickets released)')
    expect(said).toContain('show-2: agrees')
  })

  test('of one event looks at that one', async () => {
    const { said } = await recounted(undefined, ['show-2'])
    expect(said).not.toContain('show-1')
  })

  test('names each figure that differs', async () => {
    const { agree, said } = await recounted((stats) => {
      return { ...stats, conversion: { ...stats.conversion, joinedToOffered: 0.5 } }
    })
    expect(agree).toBe(false)
    expect(said).toContain('show-1: DIFFERS')
    expect(said).toContain('  conversion.joinedToOffered: 0.5 in the statistics, 1 in the recount')
  })

  test('says what does not add up', async () => {
    const { said } = await recounted((stats) => ({ ...stats, entries: { ...stats.entries, joined: 3 } }))
    expect(said).toContain('entries by status: 1, joined: 3')
  })

  test('of figures that go on while it reads waits until both are of one moment', async () => {
    const [opened, joined] = shortStory('show-1') as [never, ReturnType<typeof shortStory>[number]]
    standIn = await startStandIn([opened])
    standIn.later.push(joined)
    const said: string[] = []
    const agree = await recountInstance(createClient(standIn.url, 'a token'), ['show-1'], (line) => said.push(line))
    expect(agree).toBe(true)
    expect(said[0]).toContain('(2 events, 1 joined')
  })
})

test('a product that is not there is said to be', async () => {
  standIn = await startStandIn([])
  const { url } = standIn
  await standIn.close()
  standIn = undefined
  const reading = recountInstance(createClient(url, 'a token'), ['show-1'], () => {})
  await expect(reading).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/)
})

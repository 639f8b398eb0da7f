import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Entry, eventDefinitions } from '@waitlist/contracts'
import { Check } from 'typebox/value'
import { createJoins } from '../src/data/joins.ts'
import { joined } from '../src/data/waitlist-events.ts'
import { createClients } from '../src/measure/load.ts'
import { startBare } from '../src/servers/bare.ts'

const request = (body: string) =>
  ({ method: 'POST', path: '/join', headers: { 'content-type': 'application/json' }, body }) as const

describe('the bare route', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waitlist-bare-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('answers like the product, and has written as much as the product when it does', async () => {
    const joins = createJoins('show')
    const answers: { customerId: string; position: number }[] = []
    {
      await using bare = await startBare(folder)
      const clients = createClients(bare.origin, 4)
      const client = async () => {
        for (let times = 0; times < 5; times++)
          answers.push(JSON.parse(await clients.once(request(joins.next().body), 201)))
      }
      await Promise.all([client(), client(), client(), client()])
      await clients.close()
    }
    expect(answers.every((answer) => Check(Entry, answer))).toBe(true)
    expect(answers.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    )

    const database = new DatabaseSync(join(folder, 'bare.db'))
    const rows = database.prepare('SELECT event FROM events').all() as { event: string }[]
    database.close()
    const written = rows.map(({ event }) => JSON.parse(event)[0])
    expect(written.map(({ data }) => data.customerId).sort()).toEqual(
      answers.map(({ customerId }) => customerId).sort(),
    )
    expect(written.every(({ data }) => Check(eventDefinitions.WaitlistJoined.data, data))).toBe(true)
    const product = JSON.stringify([joined('show', { number: 1, ticketType: 'standing', quantity: 2 }, Date.now())])
    expect(rows[0]?.event).toHaveLength(product.length)
  })

  test('a load keeps every client busy until there is nothing left to ask', async () => {
    await using bare = await startBare(folder)
    const clients = createClients(bare.origin, 4)
    const joins = createJoins('another-show')
    const requests = Array.from({ length: 50 }, () => request(joins.next().body))
    const load = { clients: 4, ms: 60_000, status: 201, next: () => requests.pop() }
    await expect(clients.load(load)).resolves.toMatchObject({ count: 50 })
    await expect(clients.once(request('{}'), 201)).rejects.toThrow('answered 400')
    await clients.close()
  })
})

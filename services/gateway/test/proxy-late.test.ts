import { createServer } from 'node:http'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { Pool } from 'undici'
import { createAnswers } from '../src/proxy/answer.ts'
import type { Passed } from '../src/proxy/exchange.ts'
import { forward } from '../src/proxy/forward.ts'
import { createTargets } from '../src/proxy/targets.ts'
import { createMap, createUpstream, type Upstream } from './proxy-fixture.ts'

let silent: Upstream
let other: Upstream
let pools: { at(address: string): Pool; close(): Promise<void> }
beforeEach(async () => {
  silent = await createUpstream('silent')
  other = await createUpstream('other')
  silent.answer(() => {})
  const made = new Map<string, Pool>()
  pools = {
    at(address) {
      const pool = made.get(address) ?? new Pool(address, { headersTimeout: 50 })
      made.set(address, pool)
      return pool
    },
    async close() {
      for (const pool of made.values()) await pool.destroy()
    },
  }
})
afterEach(async () => {
  await pools.close()
  await silent.close()
  await other.close()
})

/** A server that passes what it is asked on, as the proxy does, and answers with what that ends in. */
async function passOn(): Promise<string> {
  const map = createMap()
  map.set('join', silent.address, other.address)
  map.own('join', 1, silent.address)
  const targets = createTargets({ owners: map, clock: systemClock, logger: silentLogger })
  const parts = { pools, targets, clock: systemClock, logger: silentLogger, retried: () => {} }
  const request: Passed = { method: 'GET', path: '/', headers: [], body: null }
  const server = createServer((_, response) => {
    const answer = createAnswers().open(response, () => {})
    forward(parts, { service: 'join', partition: 1 }, request, true, answer).catch((error) => {
      response.end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const client = new Pool(`http://127.0.0.1:${port}`)
  const { body } = await client.request({ method: 'GET', path: '/' })
  const text = await body.text()
  await client.close()
  await new Promise((resolve) => server.close(resolve))
  return text
}

test('who does not answer in time is not given up for another one: it may still be at work', async () => {
  expect(await passOn()).toMatch(/WL_ERR_BUSY: The join service did not answer; .* may or may not have happened/)
  expect([silent.seen.length, other.seen.length]).toEqual([1, 0])
})

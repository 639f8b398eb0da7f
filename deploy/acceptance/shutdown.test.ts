import { expect, test } from '@jest/globals'
import { audit } from './harness/audit.ts'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale, type Sale } from './harness/sale.ts'

const CLIENTS = 20
const AT_LEAST = 100

type Seen = { readonly joined: Map<string, number>; readonly refused: number[]; readonly broken: string[] }

/** One client that joins as one customer after another, until nobody listens any more. */
async function keepJoining(sale: Sale, client: number, seen: Seen): Promise<void> {
  for (let nth = 0; ; nth += 1) {
    const name = `c${client}-${nth}`
    try {
      const { status, body } = await sale.tryJoin(name)
      if (status === 201) seen.joined.set(body.entryId, body.position ?? 0)
      else seen.refused.push(status)
    } catch (error) {
      // Nobody listens, or an idle connection was closed as the request was on its way.
      const { code = String(error) } = error as { readonly code?: string }
      if (code !== 'ECONNREFUSED') seen.broken.push(sale.id(name))
      return
    }
  }
}

test('told to stop under joins, it answers what it took, keeps what it answered, and ends well', async () => {
  await using product = await startProduct()
  const sale = await openSale(product)
  const seen: Seen = { joined: new Map(), refused: [], broken: [] }
  const clients = Array.from({ length: CLIENTS }, (_, client) => keepJoining(sale, client, seen))
  await eventually(() => expect(seen.joined.size).toBeGreaterThan(AT_LEAST))
  expect(await product.stop()).toEqual({ code: 0, signal: null })
  await Promise.all(clients)
  // What comes too late may get 503.
  expect(seen.refused.filter((status) => status !== 503)).toEqual([])

  await product.start()
  const joined = ofType(await sale.feed(), 'WaitlistJoined').map(({ data }) => data)
  const stored = joined.map(({ entryId }) => entryId)
  expect([...seen.joined.keys()].filter((entryId) => !stored.includes(entryId))).toEqual([])
  // Nothing that was taken went without an answer.
  expect(joined.filter(({ customerId }) => seen.broken.includes(customerId))).toEqual([])
  await audit(sale)
}, 120_000)

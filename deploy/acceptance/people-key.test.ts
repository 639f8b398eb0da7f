import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { MAIL_DOMAIN, PHONE_PREFIX } from './harness/customers.ts'
import { eventually } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'
import type { EntryList } from './harness/shapes.ts'

const OLD = 'old:a people key that served for long'
const NEW = 'new:a people key that nobody has seen'

/** Every byte of the database of a data folder. */
async function stored(dataDir: string): Promise<string> {
  const names = (await readdir(dataDir)).filter((name) => name.startsWith('waitlist.db'))
  return (await Promise.all(names.map((name) => readFile(join(dataDir, name), 'latin1')))).join('')
}

test('addresses are stored encrypted; a new key takes over while the old one is still there, and then alone', async () => {
  await using product = await startProduct({ PEOPLE_KEY: OLD })
  const sale = await openSale(product)
  await sale.join('ann', 'ben')
  const release = () =>
    sale.organizer.post<{ releaseId: string }>(
      `/api/waitlist/release/${sale.eventId}`,
      { ticketType: 'A', quantity: 1 },
      { 'idempotency-key': 'one-release' },
    )
  const first = await release()
  expect(first.status).toBe(202)
  for (const value of [MAIL_DOMAIN, PHONE_PREFIX]) expect(await stored(product.dataDir)).not.toContain(value)

  const contacts = async () => {
    const { body } = await sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}`)
    return body.entries.map(({ contact }) => contact?.email)
  }
  expect(await contacts()).toEqual([sale.email('ann'), sale.email('ben')])
  await product.stop()
  await product.start({ PEOPLE_KEY: `${NEW},${OLD}` })
  expect(await contacts()).toEqual([sale.email('ann'), sale.email('ben')])
  const again = await release()
  expect([again.status, again.body.releaseId]).toEqual([202, first.body.releaseId])
  await eventually(async () => expect(product.said()).toContain('encrypted people with the newest key'))
  await product.stop()
  await product.start({ PEOPLE_KEY: NEW })
  expect(await contacts()).toEqual([sale.email('ann'), sale.email('ben')])
  for (const value of [MAIL_DOMAIN, PHONE_PREFIX]) expect(await stored(product.dataDir)).not.toContain(value)

  await product.stop()
  await expect(product.start({ PEOPLE_KEY: OLD })).rejects.toThrow('PEOPLE_KEY lacks a secret')
}, 180_000)

import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { InboundType } from '@waitlist/contracts'
import { haveForeignProducers, produceByConsole, produceByPython } from '@waitlist/native/foreign-producers'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { audit } from '../harness/audit.ts'
import { newNamespace } from '../harness/distributed.ts'
import { ofType } from '../harness/feed.ts'
import { type CloudEvent, inbound } from '../harness/inbound.ts'
import { useMode } from '../harness/mode.ts'
import { distributed, PACE } from '../harness/on-engines.ts'
import { present } from '../harness/poll.ts'
import { type Product, startProduct } from '../harness/product.ts'
import { createSale, type Sale } from '../harness/sale.ts'

const known = await haveForeignProducers(process.env)
const haveKcat = ['kcat', 'jq'].every((tool) => !spawnSync(tool, ['--version']).error)

/** An event in structured mode: all of it in the value. */
const structured = (event: CloudEvent, key: string) => ({ key, value: JSON.stringify(event) })

/** The same in binary mode: the attributes in headers, the data alone in the value. */
function binary({ data, datacontenttype, ...attributes }: CloudEvent, key: string) {
  const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value])
  return {
    key,
    value: JSON.stringify(data),
    headers: { 'content-type': datacontenttype, ...(Object.fromEntries(headers) as Record<string, string>) },
  }
}

describeWith(['kafka', 'mongo'], 'publishers whose programs are not ours', ({ kafka }) => {
  // Where engines are required they are installed.
  if (!known) return test.skip('need the console producer and the Python client', () => {})
  const namespace = newNamespace()
  const topic = (type: InboundType) => `${namespace.KAFKA_PREFIX}${type}`
  let started: Product | undefined
  beforeAll(async () => {
    useMode(() => distributed(namespace), PACE)
    started = await startProduct()
  }, 120_000)
  afterAll(async () => {
    await started?.[Symbol.asyncDispose]()
  })

  const soldOut = (sale: Sale) => inbound('TicketsSoldOut', { eventId: sale.eventId })
  const refund = (sale: Sale, refundId: string) =>
    inbound('RefundIssued', { refundId, eventId: sale.eventId, ticketType: 'A', quantity: 1 })

  test.each([
    ['the console producer of Kafka, structured', produceByConsole, structured],
    ['the console producer of Kafka, binary', produceByConsole, binary],
    ['a Python client, structured', produceByPython, structured],
    ['a Python client, binary', produceByPython, binary],
  ] as const)(
    '%s: sell-outs open lists, and each refund is one lot and one offer',
    async (_, produce, mode) => {
      // Several events, so that a foreign hash puts some of them on partitions that are not ours.
      const sales = Array.from({ length: 4 }, () => createSale(present(started, 'started product')))
      for (const sale of sales) await sale.schedule()
      await produce(
        kafka,
        topic('TicketsSoldOut'),
        sales.map((sale) => mode(soldOut(sale), sale.eventId)),
      )
      for (const sale of sales) {
        await sale.event('WaitlistOpened')
        await sale.join('ann', 'bob')
      }
      const refunds = sales.flatMap((sale) => ['r1', 'r2'].map((id) => ({ sale, event: refund(sale, id) })))
      const records = refunds.map(({ sale, event }) => mode(event, sale.eventId))
      // Whoever is in doubt sends again: the same refund under another id of its event.
      const again = refunds.map(({ sale, event }) => mode({ ...event, id: randomUUID() }, sale.eventId))
      await produce(kafka, topic('RefundIssued'), [...records, ...again])
      for (const sale of sales) {
        await sale.offer('ann')
        await sale.offer('bob')
        await sale.handled()
        const lots = ofType(await sale.feed(), 'TicketsReleased').map(
          ({ data }) => `${data.ticketType} ${data.sourceId}`,
        )
        expect(lots.filter((lot) => lot.startsWith('A ')).sort()).toEqual(['A r1', 'A r2'])
        await audit(sale)
      }
    },
    120_000,
  )
  // Kafka's own producer and the Python client have to be there; kcat may be.
  if (!haveKcat) return
  test('the example for kcat opens a list', async () => {
    const product = present(started, 'started product')
    const sale = createSale(product)
    const file = join(product.dataDir, `${sale.eventId}.json`)
    await writeFile(file, JSON.stringify(soldOut(sale)))
    const script = fileURLToPath(new URL('../../../examples/publish-kcat.sh', import.meta.url))
    const env = { PATH: process.env.PATH, KAFKA_BROKERS: kafka, KAFKA_PREFIX: namespace.KAFKA_PREFIX }
    expect(spawnSync(script, [file], { env }).status).toBe(0)
    await sale.event('WaitlistOpened')
  })
})

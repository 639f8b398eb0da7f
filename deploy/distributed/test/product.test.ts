import { afterEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '@waitlist/event-log'
import { freePort } from '@waitlist/service-kit/free-port'
import { countsFrom } from '../src/options.ts'
import { planInstances } from '../src/plan.ts'
import { createProduct, type Product } from '../src/product.ts'
import { crash, createHearing, fakeMain } from './rig.ts'

let product: Product | undefined
afterEach(async () => {
  product?.kill()
  await product?.stop()
})

async function create(faults = '', args: string[] = []) {
  const hearing = createHearing()
  const port = await freePort('127.0.0.1')
  const instances = await planInstances(countsFrom(args), { host: '127.0.0.1', port })
  const env = { CLAIM_KEY: 'k1:shared', FAULTS: faults }
  product = createProduct({ instances, env, mains: fakeMain, clock: systemClock, say: hearing.say })
  return { product, instances, port, ...hearing }
}

const saidBy = (lines: readonly string[], what: string) =>
  lines.filter((line) => line.endsWith(what)).map((line) => line.split(':')[0] ?? '')

describe('a start', () => {
  test('makes the topics, then runs two of join and release and one of the others, until the gateway is ready', async () => {
    const { product, lines, heard, instances } = await create()
    expect(await product.start()).toBe(true)
    await heard(/listens at/, 7)
    expect(lines[0]).toBe('topics: made')
    const told = instances.map(({ name, port }) => `${name}: listens at http://127.0.0.1:${port} with k1:shared`)
    expect(lines.slice(1).toSorted()).toEqual(told.toSorted())
    expect(instances.map(({ name }) => name)).toEqual([
      'gateway',
      ...['join-1', 'join-2', 'release-1', 'release-2', 'notification-1', 'analytics-1'],
    ])
  })

  test('without topics starts nothing', async () => {
    const { product, lines } = await create('no-topics')
    await expect(product.start()).rejects.toThrow('The topics were not made (ended with status 1)')
    expect(lines).toEqual(['topics: no broker'])
  })

  test('is given up when it is stopped', async () => {
    const { product, heard } = await create('unready')
    const ready = product.start()
    await heard(/gateway: listens at/)
    expect(await product.stop()).toBe(true)
    expect(await ready).toBe(false)
  })
})

test('a process that dies is started again at its old address', async () => {
  const { product, instances, heard } = await create('', ['--join', '1', '--release', '1'])
  await product.start()
  const { port = 0 } = instances.find(({ name }) => name === 'release-1') ?? {}
  await heard(/release-1: listens at/)
  await crash(port)
  await heard(new RegExp(`release-1: listens at http://127.0.0.1:${port} `), 2)
})

describe('a stop', () => {
  test('asks the gateway first, then those who decide, then those who follow', async () => {
    const { product, lines, heard } = await create()
    await product.start()
    await heard(/listens at/, 7)
    expect(await product.stop()).toBe(true)
    const order = saidBy(lines, 'stopping')
    expect(order[0]).toBe('gateway')
    expect(order.slice(1, 5).toSorted()).toEqual(['join-1', 'join-2', 'release-1', 'release-2'])
    expect(order.slice(5)).toEqual(['notification-1', 'analytics-1'])
  })

  test('says whether all ended as they should', async () => {
    const { product, heard } = await create('untidy', ['--join', '1', '--release', '1'])
    await product.start()
    await heard(/listens at/, 5)
    expect(await product.stop()).toBe(false)
  })

  test('can be cut short', async () => {
    const { product, heard, lines } = await create('stubborn', ['--join', '1', '--release', '1'])
    await product.start()
    await heard(/listens at/, 5)
    const stopped = product.stop()
    await heard(/gateway: will not stop/)
    product.kill()
    expect(await stopped).toBe(false)
    expect(saidBy(lines, 'killed by SIGKILL while stopping')).toHaveLength(5)
  })
})

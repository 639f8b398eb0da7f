import { afterAll, afterEach, beforeAll } from '@jest/globals'
import { audit } from './audit.ts'
import { present } from './poll.ts'
import type { Environment } from './process.ts'
import { type Product, startProduct } from './product.ts'
import { createSale, type Opening, openSale, type Sale } from './sale.ts'

/** One product for the tests of a file. After each test the feed of every event it made is audited. */
export type Stage = {
  product(): Product
  /** An event that nobody was told of. */
  sale(): Sale
  /** A scheduled, sold-out event with an open list. */
  open(opening?: Opening): Promise<Sale>
}

let shared: Promise<Product> | undefined
let isShared = false

/** From now on all stages of this test file are on one product, which ends after the last of them. */
export function shareProduct(): void {
  isShared = true
  afterAll(async () => {
    await (await shared)?.[Symbol.asyncDispose]()
  })
}

/** Starts the product before the tests of the calling file and ends it after them. */
export function createStage(environment: Environment = {}): Stage {
  let started: Product | undefined
  const sales: Sale[] = []
  const product = () => present(started, 'started product')
  const keep = (sale: Sale) => {
    sales.push(sale)
    return sale
  }
  beforeAll(async () => {
    if (isShared) shared ??= startProduct(environment)
    started = await (shared ?? startProduct(environment))
  })
  afterEach(async () => {
    for (const sale of sales.splice(0)) await audit(sale)
  })
  afterAll(async () => {
    if (!isShared) await started?.[Symbol.asyncDispose]()
  })
  return {
    product,
    sale: () => keep(createSale(product())),
    open: async (opening) => keep(await openSale(product(), opening)),
  }
}

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nothingPersonalIsLeft, type Place } from '@waitlist/testkit/invariants/erased'
import type { Violation } from '@waitlist/testkit/invariants/violation'
import { readFeed } from './feed.ts'
import type { Product } from './product.ts'

async function placeAt(path: string): Promise<Place[]> {
  try {
    return [{ name: path, bytes: await readFile(path) }]
  } catch (error) {
    // Files come and go while a product runs.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Everything the product keeps or says: the files of its data folder, its databases on engines, its feed, its log. */
export async function placesOf(product: Product): Promise<Place[]> {
  const entries = await readdir(product.dataDir, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => placeAt(join(entry.parentPath, entry.name)))
  const feed = await readFeed(product.as({ sub: 'auditor', role: 'service' }))
  return [
    ...(await Promise.all(files)).flat(),
    ...(await product.places()),
    { name: 'the feed', bytes: Buffer.from(JSON.stringify(feed)) },
    { name: 'the log of the processes', bytes: Buffer.from(product.said()) },
  ]
}

/** Where any of these values still is. */
export async function tracesOf(product: Product, values: readonly string[]): Promise<Violation[]> {
  return nothingPersonalIsLeft(values, await placesOf(product))
}

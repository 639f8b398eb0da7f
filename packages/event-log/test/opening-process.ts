import { openMongo } from '../src/mongo/store.ts'

// Waits for a MongoDB that is not there, with nothing else to live for.
try {
  await openMongo({ url: process.argv[2] ?? '', database: 'nobody', patience: 1500 })
} catch (error) {
  process.stdout.write(`${(error as Error).name}\n`)
}

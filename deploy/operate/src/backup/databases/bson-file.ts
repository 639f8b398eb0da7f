import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

const CHUNK_BYTES = 1024 * 1024
const SMALLEST = 5

/** Writes documents one after the other, as mongodump does; on the disk when it resolves. */
export async function writeDocuments(path: string, documents: AsyncIterable<Uint8Array>): Promise<void> {
  const options = { flags: 'wx', mode: 0o600, flush: true, highWaterMark: CHUNK_BYTES } as const
  await pipeline(documents, createWriteStream(path, options))
}

/** Reads the documents of a file, as bytes. Throws when it does not end with one. */
export async function* readDocuments(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    let at = 0
    for (let bytes = sizeAt(rest, at); bytes !== undefined; bytes = sizeAt(rest, at)) {
      if (bytes < SMALLEST) throw new Error(`${path} is no file of documents`)
      if (at + bytes > rest.length) break
      yield rest.subarray(at, at + bytes)
      at += bytes
    }
    rest = rest.subarray(at)
  }
  if (rest.length > 0) throw new Error(`${path} ends within a document`)
}

/** A document begins with its size. */
function sizeAt(bytes: Buffer, at: number): number | undefined {
  return at + 4 <= bytes.length ? bytes.readInt32LE(at) : undefined
}

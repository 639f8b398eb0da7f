import { closeSync, openSync, readSync } from 'node:fs'
import { DataFileError } from './data-errors.ts'

const HEADER_BYTES = 32
const MAGIC = 0x377f0682

function sum(words: readonly number[]): [number, number] {
  let first = 0
  let second = 0
  for (let at = 0; at < words.length; at += 2) {
    first = (first + (words[at] as number) + second) >>> 0
    second = (second + (words[at + 1] as number) + first) >>> 0
  }
  return [first, second]
}

/**
 * Refuses a -wal whose header is damaged: SQLite takes such a file for an empty one, and what was committed would be
 * gone without a word. A header of zeros is a file that was made and never written to. Throws DataFileError.
 */
export function checkWalHeader(path: string): void {
  const header = Buffer.alloc(HEADER_BYTES)
  const handle = openSync(path, 'r')
  try {
    readSync(handle, header, 0, HEADER_BYTES, 0)
  } finally {
    closeSync(handle)
  }
  if (header.every((byte) => byte === 0)) return
  const magic = header.readUInt32BE(0)
  const bigEndian = magic === MAGIC + 1
  const words = [0, 4, 8, 12, 16, 20].map((at) => (bigEndian ? header.readUInt32BE(at) : header.readUInt32LE(at)))
  const [first, second] = sum(words)
  if ((magic !== MAGIC && !bigEndian) || header.readUInt32BE(24) !== first || header.readUInt32BE(28) !== second) {
    throw new DataFileError(`${path} is damaged: its header does not add up`)
  }
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineName } from './engines.ts'

/** Where an engine listens, as noted when it was started. */
export type Place = { readonly port: number; readonly brokers: number }

const fileOf = (folder: string, name: EngineName) => join(folder, name, 'place.json')

export function notePlace(folder: string, name: EngineName, place: Place): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(fileOf(folder, name), JSON.stringify(place))
}

/** Undefined for an engine that was never started in this folder. */
export function placeOf(folder: string, name: EngineName): Place | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(folder, name), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

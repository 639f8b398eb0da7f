import type { Place } from '@waitlist/testkit/invariants/erased'
import type { AfterWrite } from './http.ts'
import { type Environment, type Running, run } from './process.ts'

/** Where a product keeps what it has, as the tools of the command line are told. */
export type Home = {
  readonly environment: Environment
  /** What `npm run restore -- DIR --to` names. */
  readonly name: string
  /** What a backup of it holds, as the names in its folder. */
  readonly backedUp: readonly string[]
}

/** How the product of a test file is run: one process, or one for each service on the engines. */
export type Mode = {
  run(environment: Environment, cwd: string): Running | Promise<Running>
  /** Where the product is at home that has this data folder. */
  home(dataDir: string): Home
  readonly afterWrite: AfterWrite
  /** What the product keeps outside of its folder. */
  places(): Promise<readonly Place[]>
  /** Takes away what the product has outside of its folder. */
  dispose(): Promise<void>
}

/** The whole product in one process. */
export const embedded: Mode = {
  run,
  home: (dataDir) => ({
    environment: { DATA_DIR: dataDir },
    name: dataDir,
    backedUp: ['manifest.json', 'outbox', 'waitlist.db'],
  }),
  afterWrite: async () => {},
  places: async () => [],
  dispose: async () => {},
}

let choose: () => Promise<Mode> = async () => embedded

let isEmbedded = true
let slowness = 1

/** How many times longer a test's moments are in this mode: processes that talk over a broker take their time. */
export const paced = (ms: number): number => ms * slowness

/** A size for the product in one process, and one for that of several processes, where everything costs more. */
export const sized = (embeddedSize: number, distributedSize: number): number =>
  isEmbedded ? embeddedSize : distributedSize

/** The mode of this test file. */
export const chosenMode = (): Promise<Mode> => choose()

/** Runs every product that is started from now on in this test file in another mode. */
export function useMode(another: () => Promise<Mode>, pace: number): void {
  choose = another
  isEmbedded = false
  slowness = pace
}

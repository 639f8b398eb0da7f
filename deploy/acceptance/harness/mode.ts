import type { AfterWrite } from './http.ts'
import { type Environment, type Running, run } from './process.ts'

/** How the product of a test file is run: one process, or one for each service on the engines. */
export type Mode = {
  run(environment: Environment, cwd: string): Running | Promise<Running>
  readonly afterWrite: AfterWrite
  /** Takes away what the product has outside of its folder. */
  dispose(): Promise<void>
}

/** The whole product in one process. */
export const embedded: Mode = { run, afterWrite: async () => {}, dispose: async () => {} }

let choose: () => Promise<Mode> = async () => embedded

let slowness = 1

/** How many times longer a test's moments are in this mode: processes that talk over a broker take their time. */
export const paced = (ms: number): number => ms * slowness

/** The mode of this test file. */
export const chosenMode = (): Promise<Mode> => choose()

/** Runs every product that is started from now on in this test file in another mode. */
export function useMode(another: () => Promise<Mode>, pace: number): void {
  choose = another
  slowness = pace
}

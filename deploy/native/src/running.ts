import { join } from 'node:path'
import { type EngineName, engineNames, engines } from './engines.ts'
import { writeEngines } from './env-file.ts'
import { type Place, placeOf } from './place.ts'
import type { RunScript } from './script.ts'

export type Site = {
  /** Holds a folder for each engine. */
  readonly folder: string
  readonly run: RunScript
}

export type Setting = Site & {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly say: (line: string) => void
}

/** An engine that runs. */
export type Running = Place & { readonly name: EngineName; readonly pids: readonly string[] }

/** The engine, if it runs in this folder. */
export async function runningEngine(name: EngineName, { folder, run }: Site): Promise<Running | undefined> {
  const place = placeOf(folder, name)
  if (!place) return undefined
  const { ok, stdout } = await run(name, 'status', join(folder, name))
  return ok ? { name, ...place, pids: stdout.split('\n') } : undefined
}

/** What those who use the engines that run here have to be told. */
export async function runningVariables(site: Site): Promise<Record<string, string>> {
  const found = await Promise.all(engineNames.map((name) => runningEngine(name, site)))
  const told = found.map((one) => (one ? engines[one.name].variables(one.port, one.brokers) : {}))
  return Object.assign({}, ...told)
}

/** Writes it down for shells, and gives it. */
export async function noteRunning(site: Site): Promise<Record<string, string>> {
  const variables = await runningVariables(site)
  writeEngines(site.folder, variables)
  return variables
}

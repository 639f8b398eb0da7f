import { join } from 'node:path'
import { type EngineName, engineNames, engines } from './engines.ts'
import { writeEngines } from './env-file.ts'
import { type Place, placeOf } from './place.ts'
import type { RunScript } from './script.ts'

export type Setting = {
  /** Holds a folder for each engine. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly run: RunScript
  readonly say: (line: string) => void
}

/** An engine that runs. */
export type Running = Place & { readonly name: EngineName; readonly pids: readonly string[] }

/** The engine, if it runs in this folder. */
export async function runningEngine(name: EngineName, { folder, run }: Setting): Promise<Running | undefined> {
  const place = placeOf(folder, name)
  if (!place) return undefined
  const { ok, stdout } = await run(name, 'status', join(folder, name))
  return ok ? { name, ...place, pids: stdout.split('\n') } : undefined
}

/** Writes down what those who use the engines that run have to be told, and gives it. */
export async function noteRunning(setting: Setting): Promise<Record<string, string>> {
  const found = await Promise.all(engineNames.map((name) => runningEngine(name, setting)))
  const told = found.map((one) => (one ? engines[one.name].variables(one.port, one.brokers) : {}))
  const variables: Record<string, string> = Object.assign({}, ...told)
  writeEngines(setting.folder, variables)
  return variables
}

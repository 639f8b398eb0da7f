import { join } from 'node:path'
import type { EngineName } from './engines.ts'
import { notePlace, type Place, placeOf } from './place.ts'
import { choosePort } from './ports.ts'
import { noteRunning, runningEngine, type Setting } from './running.ts'
import { mustRun } from './script.ts'

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Where the engine is to be: where it runs, else where it is told to; its brokers stay as many as they were. */
async function placeFor(name: EngineName, told: number | undefined, setting: Setting): Promise<Place> {
  const { folder, env } = setting
  const known = placeOf(folder, name)
  const asked = name === 'kafka' ? told : 1
  const brokers = asked ?? known?.brokers ?? 1
  if (known && known.brokers !== brokers) {
    throw new Error(
      `${join(folder, name)} holds a cluster of ${known.brokers}, not ${brokers}; stop it and remove the folder`,
    )
  }
  return (await runningEngine(name, setting)) ?? { port: await choosePort(name, brokers, env), brokers }
}

async function raise(name: EngineName, told: number | undefined, setting: Setting): Promise<void> {
  const { folder, run, say } = setting
  const began = performance.now()
  await mustRun(run, name, 'install')
  const installed = seconds(began)
  const { port, brokers } = await placeFor(name, told, setting)
  // Noted first: what is left of a start that fails half way can be stopped.
  notePlace(folder, name, { port, brokers })
  const start = performance.now()
  await mustRun(run, name, 'start', join(folder, name), `${port}`, ...(name === 'kafka' ? [`${brokers}`] : []))
  const version = await mustRun(run, name, 'version')
  say(`${name}: ${version} on 127.0.0.1:${port} (installed in ${installed}, started in ${seconds(start)})`)
}

/**
 * Installs what is missing and starts what does not run, all of them at once. Gives what their users have to be told. Each
 * that fails is said, and lets it reject at the end.
 */
export async function up(
  names: readonly EngineName[],
  brokers: number | undefined,
  setting: Setting,
): Promise<Record<string, string>> {
  const failed: EngineName[] = []
  const tryRaise = (name: EngineName) =>
    raise(name, brokers, setting).catch((error) => {
      setting.say(`${name}: ${error.message}`)
      failed.push(name)
    })
  await Promise.all(names.map(tryRaise))
  const variables = await noteRunning(setting)
  if (failed.length > 0) throw new Error(`not started: ${failed.toSorted().join(', ')}`)
  return variables
}

import { join } from 'node:path'
import type { EngineName } from './engines.ts'
import { noteRunning, runningEngine, type Setting } from './running.ts'
import { mustRun } from './script.ts'

/** Stops engines by their process ids; their data stays. */
export async function down(names: readonly EngineName[], setting: Setting): Promise<void> {
  const stop = async (name: EngineName) => {
    const running = await runningEngine(name, setting)
    if (running) await mustRun(setting.run, name, 'stop', join(setting.folder, name))
    setting.say(`${name}: ${running ? `stopped (pid ${running.pids.join(', ')})` : 'was not running'}`)
  }
  await Promise.all(names.map(stop))
  await noteRunning(setting)
}

/** Says what runs, and gives whether all of them do. */
export async function status(names: readonly EngineName[], setting: Setting): Promise<boolean> {
  const found = await Promise.all(names.map((name) => runningEngine(name, setting)))
  names.forEach((name, i) => {
    const running = found[i]
    const where = running && `runs on 127.0.0.1:${running.port} (pid ${running.pids.join(', ')})`
    setting.say(`${name}: ${where ?? 'does not run'}`)
  })
  return !found.includes(undefined)
}

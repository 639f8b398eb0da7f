import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EngineName } from './engines.ts'

/** The scripts by name; beside the engines a client that tests produce with. */
export type ScriptName = EngineName | 'python-client'

export type ScriptOutcome = { readonly ok: boolean; readonly stdout: string }

export const scriptFile = (name: ScriptName) => fileURLToPath(new URL(`../scripts/${name}.sh`, import.meta.url))

/** Runs one of the engine scripts; their heads say what they take. What it says on stderr is passed on as it comes. */
export function engineScript(name: ScriptName, ...args: readonly string[]): Promise<ScriptOutcome> {
  return new Promise((resolve) => {
    // Named, for in tests it is not the one that a child gets by itself.
    const { env } = process
    const child = execFile('bash', [scriptFile(name), ...args], { env }, (error, stdout) =>
      resolve({ ok: !error, stdout: stdout.trim() }),
    )
    child.stderr?.pipe(process.stderr, { end: false })
  })
}

export type RunScript = typeof engineScript

/** Runs it, and a failure is an error that says what was tried; the script has said why. */
export async function mustRun(run: RunScript, name: ScriptName, ...args: readonly string[]): Promise<string> {
  const { ok, stdout } = await run(name, ...args)
  if (!ok) throw new Error(`"${args[0]}" failed`)
  return stdout
}

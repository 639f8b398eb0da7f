import { type ExecFileException, execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { root } from './compose.ts'
import { copyFrom } from './context.ts'
import { type Stage, stagesOf, variablesOf } from './dockerfile.ts'

type Env = Readonly<Record<string, string>>
type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string }

export const dockerfile = () => readFileSync(join(root, 'deploy/Dockerfile'), 'utf8')

const PNPM = /^npm install --global (pnpm@\S+)$/

function execute(file: string, args: readonly string[], cwd: string, env: Env): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, env }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
  })
}

/** Programs like those of the image: this Node, and pnpm as npx gives it, which is installed nowhere. */
function programsIn(folder: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  return [bin, dirname(process.execPath), process.env.PATH].join(delimiter)
}

function providePnpm(path: string, version: string): void {
  const file = join(path.split(delimiter)[0] ?? '', 'pnpm')
  writeFileSync(file, `#!/bin/sh\nexec npx --yes ${version} "$@"\n`)
  chmodSync(file, 0o755)
}

/** COPY of the context: several sources go into a folder, a single one becomes the target, or goes into it by its name. */
function copy(rest: string, app: string): void {
  const words = rest.split(/\s+/)
  const target = words.at(-1) ?? '.'
  for (const source of words.slice(0, -1)) {
    const into = target.endsWith('/') ? join(app, target, basename(source)) : join(app, target)
    copyFrom(root, source, into)
  }
}

async function runStage(stage: Stage, app: string, env: Env): Promise<void> {
  for (const { name, rest } of stage.instructions) {
    const [, pnpm] = PNPM.exec(rest) ?? []
    if (name === 'COPY') copy(rest, app)
    else if (pnpm) providePnpm(env.PATH ?? '', pnpm)
    else if (name === 'RUN') {
      const { code, stdout, stderr } = await execute('sh', ['-c', rest], app, env)
      if (code !== 0) throw new Error(`RUN ${rest}\n${stdout}${stderr}`)
    }
  }
}

/** The part of an image that is the same for all services: a folder that holds what its stage leaves. */
export type Store = { readonly folder: string; readonly env: Env }

const stages = stagesOf(dockerfile())
const stageNamed = (name: string) => stages.find(({ as }) => as === name) as Stage

/** Goes through the stage that fetches the packages, as Docker would, in a plain folder. */
export async function makeStore(folder: string): Promise<Store> {
  const app = join(folder, 'app')
  mkdirSync(app)
  const stage = stageNamed('store')
  // Installing may need how this host reaches its registries.
  const env = { ...(process.env as Env), PATH: programsIn(folder), ...variablesOf(stage, {}) }
  await runStage(stage, app, env)
  return { folder: app, env }
}

/** Goes on to the /app of a service. Gives how its image runs a command. */
export async function makeApp(
  { folder, env }: Store,
  service: string,
  app: string,
): Promise<(command?: readonly string[]) => Promise<Outcome>> {
  cpSync(folder, app, { recursive: true })
  await runStage(stageNamed('build'), app, { ...env, SERVICE: service })
  const last = stages.at(-1) as Stage
  const usual: string[] = JSON.parse(last.instructions.findLast(({ name }) => name === 'CMD')?.rest ?? '[]')
  const told = { PATH: env.PATH ?? '', ...variablesOf(last, { SERVICE: service }), HOSTNAME: 'replica' }
  return ([program = '', ...args] = usual) => execute(program, args, app, told)
}

import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { down, status } from './down.ts'
import { enginesFolder, shellLines } from './env-file.ts'
import { optionsFrom } from './options.ts'
import type { Setting } from './running.ts'
import { engineScript } from './script.ts'
import { up } from './up.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What a person reads goes to stderr, so that a shell can take in the variables on stdout. */
async function main(): Promise<void> {
  const { env, argv } = process
  const { action, names, brokers } = optionsFrom(argv.slice(2))
  const folder = enginesFolder(root, env)
  mkdirSync(folder, { recursive: true })
  const setting: Setting = { folder, env, run: engineScript, say: (line) => console.error(line) }
  if (action === 'up') process.stdout.write(shellLines(await up(names, brokers, setting)))
  else if (action === 'down') await down(names, setting)
  else if (!(await status(names, setting))) process.exitCode = 1
}

main().catch((error) => {
  console.error(`engines: ${error.message}`)
  process.exitCode = 1
})

import { fileURLToPath } from 'node:url'
import { type Server, startServer } from './child.ts'

/** Starts the bare route on a data folder. */
export function startBare(dataDir: string): Promise<Server> {
  return startServer({ script: fileURLToPath(new URL('../bare/main.ts', import.meta.url)), env: { DATA_DIR: dataDir } })
}

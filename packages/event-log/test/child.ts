import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process that prints a line for each thing that it was told is done. */
export type LineChild = {
  /** The lines it has printed: "ready" first. */
  readonly lines: string[]
  /** Resolves when it has printed so many lines. */
  printed(count: number): Promise<void>
  /** Asks it to end, and resolves when it is gone and all its lines are here. */
  end(): Promise<void>
  /** Ends it as a power switch would, and resolves when it is gone and all its lines are here. */
  kill(): Promise<void>
}

/** A process that keeps appending to a data folder. */
export function appendingChild(folder: string, mode: string): LineChild {
  return startChild(new URL('./appending-process.ts', import.meta.url), [folder, mode])
}

/** A process that keeps joining a stream in a MongoDB database, under names with a prefix. */
export function racingChild(url: string, database: string, prefix: string): LineChild {
  return startChild(new URL('./racing-process.ts', import.meta.url), [database, prefix], { MONGO_URL: url })
}

/** A process that waits for a MongoDB, and prints what it is refused with. */
export function openingChild(url: string): LineChild {
  return startChild(new URL('./opening-process.ts', import.meta.url), [url])
}

function startChild(url: URL, given: readonly string[], env: Record<string, string> = {}): LineChild {
  const script = fileURLToPath(url)
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  const gone = Promise.all([once(child, 'exit'), once(reader, 'close')])
  const look = () => {
    for (const call of waiting) call()
  }
  reader.on('line', (line) => {
    lines.push(line)
    look()
  })
  return {
    lines,
    printed(count) {
      return new Promise((resolve, reject) => {
        const call = () => {
          if (lines.length < count) return
          waiting.delete(call)
          resolve()
        }
        waiting.add(call)
        child.once('exit', () => reject(new Error(`The child ended after ${lines.length} lines`)))
        call()
      })
    },
    async end() {
      child.kill('SIGTERM')
      await gone
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process that keeps appending to a data folder. */
export type AppendingChild = {
  /** The lines it has printed: "ready", then one per acknowledged event. */
  readonly lines: string[]
  /** Resolves when it has printed so many lines. */
  printed(count: number): Promise<void>
  /** Ends it as a power switch would, and resolves when it is gone and all its lines are here. */
  kill(): Promise<void>
}

export function appendingChild(folder: string, mode: string): AppendingChild {
  const script = fileURLToPath(new URL('./appending-process.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
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
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

import { type Clock, pause } from '@waitlist/event-log'
import { type Child, type Command, describeEnding, startChild } from './child.ts'

/** A process that is started again whenever it ends by itself. */
export type Kept = {
  /** Asks it to stop, and kills it if it does not. Resolves with whether it ended in order. */
  stop(): Promise<boolean>
  kill(): void
}

export type Say = (name: string, line: string) => void

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** Who lived so long (ms) did not fail at the start: the next pause is the shortest again. */
const STEADY_MS = 60_000
/** A process gives itself ten seconds to stop. */
const PATIENCE_MS = 15_000

export function keepRunning(command: Command, { clock, say }: { readonly clock: Clock; readonly say: Say }): Kept {
  const { name } = command
  let child: Child | undefined
  let stopping = false
  let wake = () => {}

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })

  async function live(): Promise<boolean> {
    for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
      const since = clock.now()
      child = startChild(command, (line) => say(name, line))
      const ending = await child.ended
      child = undefined
      if (stopping) {
        const inOrder = ending.code === 0 || ending.signal === 'SIGTERM'
        if (!inOrder) say(name, `${describeEnding(ending)} while stopping`)
        return inOrder
      }
      if (clock.now() - since >= STEADY_MS) ms = FIRST_PAUSE_MS
      say(name, `${describeEnding(ending)}; starting it again in ${ms / 1000} s`)
      await rest(ms)
      if (stopping) return true
    }
  }
  const life = live()

  return {
    async stop() {
      stopping = true
      wake()
      child?.signal('SIGTERM')
      void pause(clock, PATIENCE_MS).then(() => child?.signal('SIGKILL'))
      return life
    },
    kill() {
      stopping = true
      wake()
      child?.signal('SIGKILL')
    },
  }
}

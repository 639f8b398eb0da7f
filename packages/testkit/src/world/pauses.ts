import type { Random } from './random.ts'

/** Everything asynchronous that waits for the world to let it go on, one at a time, in an order of the seed. */
export type Pauses = {
  wait(): Promise<void>
  /** Lets one go on; false when none waits. */
  resume(random: Random): boolean
  readonly waiting: number
}

export function createPauses(): Pauses {
  const resumes: (() => void)[] = []
  return {
    wait: () => new Promise((resolve) => void resumes.push(resolve)),
    resume(random) {
      if (resumes.length === 0) return false
      const at = random.below(resumes.length)
      const resume = resumes[at] as () => void
      resumes.splice(at, 1)
      resume()
      return true
    },
    get waiting() {
      return resumes.length
    },
  }
}

/** Lets everything run that is ready: promises, and what the writers put off to the next turn of the event loop. */
export async function drain(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

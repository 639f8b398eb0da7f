import { Readable } from 'node:stream'

/** Response bodies that are being sent. */
export type Bodies = {
  /** A body made of parts, one at a time as the client takes them. Aborted when the client goes or the bodies end. */
  open(parts: (signal: AbortSignal) => AsyncGenerator<string, void, undefined>): Readable
  /** Ends all that would go on. */
  endAll(): void
}

export function createBodies(): Bodies {
  const open = new Set<AbortController>()
  let ended = false

  return {
    open(parts) {
      const controller = new AbortController()
      open.add(controller)
      if (ended) controller.abort()
      const generator = parts(controller.signal)
      return new Readable({
        read() {
          generator.next().then(
            ({ done, value }) => this.push(done ? null : value),
            (failure) => this.destroy(failure),
          )
        },
        destroy(failure, done) {
          open.delete(controller)
          controller.abort()
          // What it waits for was just let go of; its own end needs nobody to wait.
          generator.return().catch(() => {})
          done(failure)
        },
      })
    },
    endAll() {
      ended = true
      for (const controller of open) controller.abort()
    },
  }
}

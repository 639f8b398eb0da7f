import type { Clock, Logger } from '@waitlist/event-log'

/** Something with a life. `close` may be called when `start` was not, or failed. */
export type Part = {
  readonly name: string
  start?(): Promise<void>
  close(): Promise<void>
}

/** Parts that live together. */
export type Life = {
  /** Starts the parts in their order, until it is closed. When one fails, closes all of them and rejects with why. */
  start(): Promise<void>
  /** Closes the parts in reverse order, each of them whatever the others do. Rejects with the first failure, at the end. */
  close(): Promise<void>
}

/** Ties parts to one start and one close, in order. A close during the start waits for the part that is starting. */
export function createLife(parts: readonly Part[]): Life {
  let starting: Promise<void> | undefined
  let closing: Promise<void> | undefined

  const startAll = async () => {
    for (const part of parts) {
      if (closing) return
      await part.start?.()
    }
  }
  const closeAll = async () => {
    await starting?.catch(() => {})
    const failures: unknown[] = []
    for (const part of parts.toReversed()) await part.close().catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  const close = () => {
    closing ??= closeAll()
    return closing
  }

  return {
    async start() {
      starting = startAll()
      try {
        await starting
      } catch (error) {
        // Why it did not start says more than how it then ended.
        await close().catch(() => {})
        throw error
      }
    },
    close,
  }
}

/** The signals that end a process in order. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const
const PATIENCE_MS = 10_000

/** The part of `process` that this needs. */
export type SignalSource = Pick<NodeJS.Process, 'once' | 'off' | 'kill' | 'pid'>

/**
 * Closes upon the first SIGTERM or SIGINT; the process then ends by itself, as nothing keeps it alive. Who still lives ten
 * seconds later, or gets a second signal, dies of that signal. The result takes the handlers away.
 */
export function closeOnSignal(
  close: () => Promise<void>,
  {
    clock,
    logger,
    process: source = process,
  }: { readonly clock: Clock; readonly logger: Logger; readonly process?: SignalSource },
): () => void {
  const forget = () => {
    for (const signal of SIGNALS) source.off(signal, stop)
  }
  const stop = (signal: NodeJS.Signals) => {
    forget()
    logger.info({ signal }, 'stopping')
    clock.after(PATIENCE_MS, () => {
      logger.error({ signal }, 'not stopped in time; giving up')
      source.kill(source.pid, signal)
    })
    close().then(
      () => logger.info({}, 'stopped'),
      (err) => {
        logger.error({ err }, 'stopped with a failure')
        process.exitCode = 1
      },
    )
  }
  for (const signal of SIGNALS) source.once(signal, stop)
  return forget
}

import type { EventLog } from '../port.ts'

type Operation = Exclude<keyof EventLog, 'onGrowth' | 'close'>
type Fault = { readonly operation: Operation; readonly when: 'before' | 'after'; left: number }

/** A log whose operations can be counted, held up and made to fail. */
export type FaultyLog = {
  readonly log: EventLog
  /** Makes the next so many calls fail before they do anything, or after they did it. */
  fail(operation: Operation, when: 'before' | 'after', times?: number): void
  /** Ends all failures. */
  heal(): void
  /** Lets no call of an operation come back until the result is called. */
  hold(operation: Operation): () => void
  calls(operation: Operation): number
}

/** Puts faults between a log and who uses it. */
export function faulty(log: EventLog): FaultyLog {
  const counts = new Map<string, number>()
  const gates = new Map<string, Promise<void>>()
  const faults: Fault[] = []

  async function through(operation: string, work: () => Promise<unknown>): Promise<unknown> {
    counts.set(operation, (counts.get(operation) ?? 0) + 1)
    const fault = faults.find((one) => one.operation === operation && one.left > 0)
    if (fault) fault.left -= 1
    if (fault?.when === 'before') throw new Error(`${operation} failed`)
    const result = await work()
    await gates.get(operation)
    if (fault) throw new Error(`${operation} failed afterwards`)
    return result
  }

  const guarded = Object.entries(log).map(([name, call]) => {
    const method = call as (...given: unknown[]) => Promise<unknown>
    return [name, (...given: unknown[]) => through(name, () => method(...given))]
  })
  return {
    log: { ...(Object.fromEntries(guarded) as EventLog), onGrowth: log.onGrowth, close: log.close },
    fail(operation, when, times = 1) {
      faults.push({ operation, when, left: times })
    },
    heal() {
      faults.length = 0
    },
    hold(operation) {
      const gate = Promise.withResolvers<void>()
      gates.set(operation, gate.promise)
      return () => {
        gates.delete(operation)
        gate.resolve()
      }
    },
    calls: (operation) => counts.get(operation) ?? 0,
  }
}

import { setImmediate } from 'node:timers/promises'
import type { RecordedEvent } from '@waitlist/contracts'
import type { Commit, EventLog, NewEvent } from '../port.ts'

/** A driver of the event log to be tested: what stays when a process ends, and the handles of processes on it. */
export type LogHarness = {
  /** A handle on what is stored. One at a time: the one before is closed. */
  open(): EventLog
  /** Lets go of everything, of a handle that is open too. */
  dispose(): Promise<void>
}

const MOST_STEPS = 20_000
const underWay = new Set<Promise<unknown>>()

/** Notes a call to an engine, so that a step waits for it however long it takes. */
export function noteCall<T>(call: Promise<T>): Promise<T> {
  underWay.add(call)
  const over = () => void underWay.delete(call)
  call.then(over, over)
  return call
}

/** Lets everything that needs no time go on by a little: as far as it gets at once, engines included. */
export async function step(): Promise<void> {
  await setImmediate()
  while (underWay.size > 0) await Promise.allSettled(underWay)
}

/** Lets everything go on until something is so. */
export async function until(so: () => boolean, meanwhile: () => void = () => {}): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (so()) return
    meanwhile()
    await step()
  }
  throw new Error(`This did not come to be: ${so}`)
}

let commits = 0

/** An event about a customer, as a service would commit it. */
export function newEvent(name: string, more: Partial<NewEvent> = {}): NewEvent {
  return { type: 'WaitlistJoined', data: { entryId: name }, source: '/waitlist/join', schema: 1, time: 1000, ...more }
}

/** A commit of events with these names. */
export function commit(
  stream: string,
  firstVersion: number,
  names: readonly string[],
  more: Partial<Commit> = {},
): Commit {
  commits += 1
  const events = names.map((name) => newEvent(name))
  return { id: `commit-${commits}`, stream, firstVersion, events, commands: [], ...more }
}

/** An event of a followed stream, as a bus would deliver it. */
export function followed(stream: string, version: number, more: Partial<RecordedEvent> = {}): RecordedEvent {
  const event = {
    ...newEvent(`e${version}`, { source: '/waitlist/release' }),
    id: `${stream}@${version}`,
    stream,
    version,
  }
  return { ...event, ...more } as RecordedEvent
}

/** What tests compare events by. */
export function named(events: readonly RecordedEvent[]): string[] {
  return events.map(({ version, data }) => `${version}:${(data as { entryId?: string }).entryId}`)
}

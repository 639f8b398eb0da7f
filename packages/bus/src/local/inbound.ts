import { createHash, randomUUID } from 'node:crypto'
import { streamOf } from '@waitlist/contracts'
import type { Commit, EventLog, NewEvent } from '@waitlist/event-log'
import type { InboundEvent, PublishResult } from '../port.ts'

/** Events of one commit at most (design 5). */
const MOST_EVENTS = 500

/** Publishes inbound events into the log: one append at a time, with everything in it that waits by then. */
export interface Inbound {
  publish(events: readonly InboundEvent[]): Promise<PublishResult[]>
  /** Resolves when what was given has ended. */
  close(): Promise<void>
}

type Request = {
  readonly event: InboundEvent
  readonly commandId: string
  readonly resolve: (result: PublishResult) => void
  readonly reject: (failure: unknown) => void
}

/** One command for one (source, id): the log refuses a second commit that answers it. */
function commandIdOf({ source, id }: InboundEvent): string {
  return `inbound:${createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('base64url')}`
}

type Placed = { readonly stream?: string; readonly version?: number }

/** The event as it is appended: its place is the log's to give, whatever a bus said of it. */
function newEvent({ stream: _, version: __, ...event }: InboundEvent & Placed): NewEvent {
  // Whatever it causes shares a correlation id, also when the publisher gave none.
  return { ...event, correlationId: event.correlationId ?? event.id }
}

export function createInbound(log: Pick<EventLog, 'append' | 'head' | 'command'>): Inbound {
  let waiting: Request[] = []
  let draining: Promise<void> | undefined

  async function commitOf(stream: string, requests: readonly Request[]): Promise<Commit> {
    return {
      id: randomUUID(),
      stream,
      firstVersion: (await log.head(stream)) + 1,
      events: requests.map(({ event }) => newEvent(event)),
      commands: requests.map(({ commandId }) => ({ id: commandId, hash: '', receipt: null })),
    }
  }

  /** Tells the repeats of a stream from the rest after one of them stood in the way of its commit. */
  async function endRepeats(requests: readonly Request[], open: Map<string, Request>): Promise<void> {
    for (const { commandId, resolve } of requests) {
      if (!(await log.command(commandId))) continue
      open.delete(commandId)
      resolve('duplicate')
    }
  }

  /** Appends until each request has ended; a stream whose head has moved is tried again behind its new head. */
  async function appendAll(open: Map<string, Request>): Promise<void> {
    while (open.size > 0) {
      const byStream = Map.groupBy(open.values(), ({ event }) => streamOf('inbound', event.data.eventId))
      const turns = [...byStream].map(([stream, requests]) => ({ stream, requests: requests.slice(0, MOST_EVENTS) }))
      const results = await log.append(
        await Promise.all(turns.map(({ stream, requests }) => commitOf(stream, requests))),
      )
      for (const [at, { requests }] of turns.entries()) {
        const result = results[at]
        if (result?.status === 'duplicate') await endRepeats(requests, open)
        if (result?.status !== 'committed') continue
        for (const { commandId, resolve } of requests) {
          open.delete(commandId)
          resolve('accepted')
        }
      }
    }
  }

  async function takeTurn(requests: readonly Request[]): Promise<void> {
    const open = new Map<string, Request>()
    const twins: Request[] = []
    for (const request of requests) {
      if (open.has(request.commandId)) twins.push(request)
      else open.set(request.commandId, request)
    }
    try {
      await appendAll(open)
      for (const { resolve } of twins) resolve('duplicate')
    } catch (failure) {
      // Unknown outcome: the publisher tells us again, and what is there already is a duplicate then.
      for (const { reject } of [...open.values(), ...twins]) reject(failure)
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const requests = waiting
      waiting = []
      await takeTurn(requests)
    }
    draining = undefined
  }

  return {
    publish(events) {
      const results = events.map(
        (event) =>
          new Promise<PublishResult>((resolve, reject) => {
            waiting.push({ event, commandId: commandIdOf(event), resolve, reject })
          }),
      )
      if (waiting.length > 0) draining ??= drain()
      return Promise.all(results)
    },
    async close() {
      await draining
    },
  }
}

import { keyOf, type RecordedEvent, streamOf } from '@waitlist/contracts'
import { createWriter } from '@waitlist/event-log'
import { createTakeover, type Drivers, type Service } from '@waitlist/service-kit'
import { createKeepUp } from '@waitlist/views'
import { entryLookup, eventsLookup, type JoinContext } from './context.ts'
import { waitlistDecider } from './domain/decide.ts'
import { createErasures } from './erasing/erasures.ts'
import { createForgetPeople } from './erasing/forget-people.ts'
import { listEntries } from './http/entries.ts'
import { eraseCustomer } from './http/erase.ts'
import { getForm } from './http/form.ts'
import { joinWaitlist } from './http/join.ts'
import { leaveWaitlist } from './http/leave.ts'
import { moveEntry, removeEntry } from './http/organize.ts'
import { getPosition } from './http/position.ts'
import { getSettings, patchSettings, putSettings } from './http/settings.ts'
import { createPositionFeed } from './positions/feed.ts'
import { createLookUp } from './positions/look-up.ts'
import type { PositionStore } from './positions/port.ts'
import { causedBy, followedTopics, inboundTopics, reactionTo } from './reactions.ts'
import { eventsByKey } from './views/events-by-key.ts'

export type JoinOptions = {
  /** Where positions are kept for the processes that do not own their events; without it each answers from its own state. */
  readonly positions?: PositionStore | undefined
}

/** The join service: owns the line of every event, and the whole life of its entries. */
export function createJoinService(drivers: Drivers, { positions }: JoinOptions = {}): Service {
  const { log, bus, ownership, views, people, clock, logger, config, lookEvery } = drivers
  const index = views.open(eventsByKey)
  const keepUp = createKeepUp(log, 'waitlist:', index)
  const onCommitted = (events: readonly RecordedEvent[]) => {
    feed?.note(events)
    return keepUp.committed(events)
  }
  const writer = createWriter({
    log,
    clock,
    logger,
    decider: waitlistDecider,
    kind: 'waitlist',
    onCommitted,
    lookEvery,
  })
  const takeover = createTakeover({ ownership, clock, logger, keepUp, writer })
  const feed = positions && createPositionFeed({ store: positions, writer, log, clock, logger })
  const lookUp = createLookUp({ writer, log, ownership, clock, positions })
  const context: JoinContext = {
    ...{ writer, people, config, lookUp },
    eventsOf: eventsLookup(index),
    eventOf: entryLookup({ index, writer, ownership, keepUp }),
  }
  const erasures = createErasures({ ...context, clock, logger, lookEvery })
  let started = false

  bus.subscribe({
    group: 'join',
    topics: inboundTopics,
    awaited: true,
    async handle(event) {
      const reaction = reactionTo(event, { defaults: config.defaults, sources: config.defaultSources })
      if (reaction) await writer.execute(reaction.stream, reaction.command, { cause: causedBy(event) })
    },
  })
  bus.subscribe({
    group: 'join-follows-release',
    topics: followedTopics,
    awaited: true,
    async handle(event) {
      await log.replicate([event])
      await writer.poke(streamOf('waitlist', keyOf(event.stream)))
      feed?.note([event])
    },
  })

  const forgetPeople = createForgetPeople({ ...context, clock })
  bus.subscribe({
    group: 'join-retention',
    topics: ['PeopleForgotten'],
    awaited: false,
    handle: (event) => forgetPeople(keyOf(event.stream)),
  })

  return {
    name: 'join',
    routes: [
      joinWaitlist(context),
      getPosition(context),
      leaveWaitlist(context),
      eraseCustomer(erasures),
      getForm(context),
      getSettings(context),
      putSettings(context),
      patchSettings(context),
      listEntries(context),
      moveEntry(context),
      removeEntry(context),
    ],
    async start() {
      await takeover.start()
      await erasures.start()
      started = true
    },
    async close() {
      started = false
      await feed?.close()
      takeover.close()
      await erasures.close()
      await writer.close()
    },
    ready: () => ({ ok: started, detail: started ? 'ready' : 'not started' }),
  }
}

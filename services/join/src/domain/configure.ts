import { isDeepStrictEqual } from 'node:util'
import { type DomainEvent, refuse, type SettingsInput, settingsErrors } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { ownerOf, settingsOf, startOf, type Waitlist } from '@waitlist/line'
import type { Configure } from './commands.ts'
import { configured, contextOf, ownSettings } from './configuration.ts'
import { type Merged, mergedSettings } from './merge.ts'
import { openedForNoted, reopened } from './open.ts'
import type { JoinState } from './state.ts'

/** Sets rules, opens, closes, pauses (design 3.4 Settings). The first organizer to configure an unowned event owns it. */
export function configure(command: Configure, { waitlist }: JoinState, now: number): Decision {
  const owner = ownerOf(waitlist)
  const { actor } = command
  if (actor.role === 'organizer' && (actor.org === undefined || (owner !== undefined && owner !== actor.org))) {
    return refuse('WL_ERR_NOT_FOUND', 'There is no such event.')
  }
  const own = ownAfter(command, waitlist)
  const errors =
    'errors' in own
      ? own.errors
      : settingsErrors(own.settings, { ...command.defaults, ...own.settings }, askedBy(command))
  if ('errors' in own || errors.length > 0) return refuse('WL_ERR_VALIDATION', 'Some settings are not valid.', errors)
  const acts = command.status !== undefined || command.pause !== undefined
  if (waitlist.cancelled && acts)
    return refuse('WL_ERR_CANCELLED', 'The event was cancelled; its waitlist stays as it is.')
  if (command.status === 'open' && now >= startOf(waitlist)) {
    return refuse('WL_ERR_CLOSED', 'The event has started; its waitlist cannot be opened again.')
  }
  const events = [
    ...rules(command, own.settings, waitlist),
    ...opening(command, waitlist, now),
    ...pausing(command, waitlist),
  ]
  return { events, receipt: undefined }
}

/** The settings that a command names; a PUT speaks of every one. */
function askedBy({ input, reset }: Configure): string[] {
  return [...Object.keys(input), ...reset]
}

function ownAfter({ mode, input, reset, defaults }: Configure, waitlist: Waitlist): Merged {
  return mode === 'replace'
    ? { settings: input as SettingsInput }
    : mergedSettings(ownSettings(waitlist), settingsOf(waitlist, defaults), input, reset)
}

function rules(command: Configure, kept: SettingsInput, waitlist: Waitlist): DomainEvent[] {
  const before = ownSettings(waitlist)
  const { actor } = command
  const claims = actor.role === 'organizer' && ownerOf(waitlist) === undefined
  const opens = command.status === 'open' && waitlist.configuration === undefined
  if (isDeepStrictEqual(kept, before) && !claims && !opens) return []
  const context = contextOf(waitlist)
  return [configured(waitlist, kept, command, claims && actor.org ? { ...context, organizerId: actor.org } : context)]
}

function opening({ status }: Configure, waitlist: Waitlist, now: number): DomainEvent[] {
  const { eventId } = waitlist
  if (status === 'open' && (!waitlist.opened || waitlist.closedByOrganizer || waitlist.started)) {
    return waitlist.opened ? [reopened(waitlist), ...openedForNoted(waitlist, now)] : [opened(eventId, now)]
  }
  return status === 'closed' && !waitlist.closedByOrganizer
    ? [{ type: 'WaitlistClosed', data: { eventId, reason: 'organizer' } }]
    : []
}

function opened(eventId: string, now: number): DomainEvent {
  return { type: 'WaitlistOpened', data: { eventId, ticketTypes: [], openedAt: new Date(now).toISOString() } }
}

function pausing({ pause }: Configure, waitlist: Waitlist): DomainEvent[] {
  if (!pause) return []
  const joining = pause.joining ?? waitlist.pause.joining
  const offering = pause.offering ?? waitlist.pause.offering
  const same = joining === waitlist.pause.joining && offering === waitlist.pause.offering
  return same ? [] : [{ type: 'WaitlistPaused', data: { eventId: waitlist.eventId, joining, offering } }]
}

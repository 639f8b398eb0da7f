import { Type } from 'typebox'
import { defineRoute } from '../define-route.ts'
import { EntryStatus, OpaqueId } from '../scalars.ts'
import { EntriesReply, Entry, LeaveReply, PositionReply } from './entry.ts'
import { JoinBody } from './join.ts'
import { FormReply, SettingsPatch, SettingsPut, SettingsReply } from './settings.ts'

const strict = { additionalProperties: false }
const eventParams = Type.Object({ eventId: OpaqueId })
const customerParams = Type.Object({
  customerId: Type.String({ ...OpaqueId, description: 'A customer; "me" stands for the caller' }),
})
const eventQuery = Type.Object({ eventId: Type.Optional(OpaqueId) }, strict)
const ownEvent = { access: 'bearer', roles: ['organizer', 'service'], scope: 'own-event' } as const
const customerOrAbove = { access: 'bearer', roles: ['customer', 'organizer', 'service'], scope: 'self' } as const

/** The routes that the join service serves. */
export const joinRoutes = {
  joinWaitlist: defineRoute({
    id: 'joinWaitlist',
    method: 'POST',
    path: '/api/waitlist/join',
    service: 'join',
    tag: 'Waitlist',
    summary: 'Join the waitlist of a sold-out event',
    body: JoinBody,
    replies: {
      201: { description: 'The new entry, with its position', schema: Entry },
      200: { description: 'The entry that is there already', schema: Entry },
    },
    problems: [
      'WL_ERR_UNKNOWN_TYPE',
      'WL_ERR_NOT_FOUND',
      'WL_ERR_NOT_SOLD_OUT',
      'WL_ERR_PAUSED',
      'WL_ERR_CLOSED',
      'WL_ERR_CANCELLED',
      'WL_ERR_FULL',
      'WL_ERR_ALREADY_JOINED',
      'WL_ERR_SETTLING',
    ],
    policy: customerOrAbove,
    owner: { by: 'eventId', from: 'body.eventId' },
    idempotencyKey: 'optional',
  }),
  getPosition: defineRoute({
    id: 'getPosition',
    method: 'GET',
    path: '/api/waitlist/position/{customerId}',
    service: 'join',
    tag: 'Waitlist',
    summary: 'Where a customer stands',
    params: customerParams,
    query: eventQuery,
    replies: { 200: { description: "The customer's entries, active ones first", schema: PositionReply } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: customerOrAbove,
    owner: { by: 'eventId', from: 'query.eventId' },
    idempotencyKey: 'none',
  }),
  leaveWaitlist: defineRoute({
    id: 'leaveWaitlist',
    method: 'DELETE',
    path: '/api/waitlist/leave/{customerId}',
    service: 'join',
    tag: 'Waitlist',
    summary: 'Leave one waitlist, or all of them',
    params: customerParams,
    query: eventQuery,
    replies: { 200: { description: 'The entries that were left', schema: LeaveReply } },
    problems: ['WL_ERR_NOT_FOUND', 'WL_ERR_ALREADY_PURCHASED', 'WL_ERR_SETTLING'],
    policy: customerOrAbove,
    owner: { by: 'eventId', from: 'query.eventId' },
    idempotencyKey: 'optional',
  }),
  getForm: defineRoute({
    id: 'getForm',
    method: 'GET',
    path: '/api/waitlist/form/{eventId}',
    service: 'join',
    tag: 'Waitlist',
    summary: 'What a join form needs to know',
    params: eventParams,
    replies: { 200: { description: 'Open or not, ticket types, fields', schema: FormReply } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: { access: 'public', roles: [], scope: 'any' },
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'none',
  }),
  getSettings: defineRoute({
    id: 'getSettings',
    method: 'GET',
    path: '/api/waitlist/settings/{eventId}',
    service: 'join',
    tag: 'Settings',
    summary: 'The settings in force',
    params: eventParams,
    replies: { 200: { description: 'What is in force', schema: SettingsReply } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: ownEvent,
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'none',
  }),
  putSettings: defineRoute({
    id: 'putSettings',
    method: 'PUT',
    path: '/api/waitlist/settings/{eventId}',
    service: 'join',
    tag: 'Settings',
    summary: 'Replace the settings; open, pause, resume, close',
    params: eventParams,
    body: SettingsPut,
    replies: { 200: { description: 'What is in force now', schema: SettingsReply } },
    problems: ['WL_ERR_NOT_FOUND', 'WL_ERR_CANCELLED', 'WL_ERR_CLOSED'],
    policy: ownEvent,
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'none',
  }),
  patchSettings: defineRoute({
    id: 'patchSettings',
    method: 'PATCH',
    path: '/api/waitlist/settings/{eventId}',
    service: 'join',
    tag: 'Settings',
    summary: 'Change some settings; open, pause, resume, close',
    params: eventParams,
    body: SettingsPatch,
    consumes: ['application/merge-patch+json', 'application/json'],
    replies: { 200: { description: 'What is in force now', schema: SettingsReply } },
    problems: ['WL_ERR_NOT_FOUND', 'WL_ERR_CANCELLED', 'WL_ERR_CLOSED'],
    policy: ownEvent,
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'none',
  }),
  listEntries: defineRoute({
    id: 'listEntries',
    method: 'GET',
    path: '/api/waitlist/entries/{eventId}',
    service: 'join',
    tag: 'Organizer',
    summary: 'The entries of an event, with their contacts',
    params: eventParams,
    query: Type.Object(
      {
        status: Type.Optional(EntryStatus),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '100 when absent' })),
        cursor: Type.Optional(
          Type.String({ minLength: 1, maxLength: 200, description: 'The nextCursor of the last page' }),
        ),
      },
      strict,
    ),
    replies: { 200: { description: 'A page of entries, in the order of joining', schema: EntriesReply } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: { access: 'bearer', roles: ['organizer'], scope: 'own-event' },
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'none',
  }),
}

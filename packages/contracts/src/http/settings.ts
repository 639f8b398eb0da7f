import { type Static, type TNull, type TOptional, type TProperties, type TSchema, type TUnion, Type } from 'typebox'
import { Value } from 'typebox/value'
import { Schedule } from '../events/waitlist.ts'
import { FormField } from '../form.ts'
import { OpaqueId, WaitlistStatus } from '../scalars.ts'
import {
  Consent,
  consentPatch,
  fitPatch,
  inputProperties,
  policyPatch,
  SettingSource,
  Settings,
  SettingsInput,
  TicketTypeName,
} from '../settings.ts'

const strict = { additionalProperties: false }

/** What a PUT or PATCH does besides setting: acts, so that one without them leaves them as they are. */
const acts = {
  status: Type.Optional(Type.Enum(['open', 'closed'], { type: 'string' })),
  pause: Type.Optional(
    Type.Object({ joining: Type.Optional(Type.Boolean()), offering: Type.Optional(Type.Boolean()) }, strict),
  ),
}

type Resettable<P extends TProperties> = { [K in keyof P]: TOptional<TUnion<[P[K] & TSchema, TNull]>> }

function resettable<P extends TProperties>(properties: P): Resettable<P> {
  const nullable = (schema: TSchema) => (Value.Check(schema, null) ? schema : Type.Union([schema, Type.Null()]))
  const named = Object.entries(properties).map(([name, schema]) => [name, Type.Optional(nullable(schema))])
  return Object.fromEntries(named) as Resettable<P>
}

/** The body of a PUT: the settings it does not name get their defaults. */
export const SettingsPut = Type.Object({ ...SettingsInput.properties, ...acts }, strict)
export type SettingsPut = Static<typeof SettingsPut>

/** The body of a PATCH: the settings it does not name stay, null resets one to its default; policy, fit and consent are merged member by member (RFC 7396). */
export const SettingsPatch = Type.Object(
  { ...resettable({ ...inputProperties, policy: policyPatch, fit: fitPatch, consent: consentPatch }), ...acts },
  strict,
)
export type SettingsPatch = Static<typeof SettingsPatch>

/** Where each value in force comes from; what an event got when it was configured stays, and so does its source. */
const Sources = Type.Object(
  Object.fromEntries(Object.keys(Settings.properties).map((name) => [name, SettingSource])) as {
    readonly [Name in keyof Settings]: typeof SettingSource
  },
)

/** What is in force for an event. */
export const SettingsReply = Type.Object({
  ...Settings.properties,
  eventId: OpaqueId,
  status: WaitlistStatus,
  pause: Type.Object({ joining: Type.Boolean(), offering: Type.Boolean() }),
  organizerId: Type.Optional(OpaqueId),
  schedule: Type.Optional(Schedule),
  sources: Sources,
})
export type SettingsReply = Static<typeof SettingsReply>

/** What a form needs to be shown: public. */
export const FormReply = Type.Object({
  eventId: OpaqueId,
  status: WaitlistStatus,
  ticketTypes: Type.Array(TicketTypeName),
  maxQuantity: Type.Integer({ minimum: 1 }),
  fields: Type.Array(FormField),
  consent: Type.Optional(Consent),
})
export type FormReply = Static<typeof FormReply>

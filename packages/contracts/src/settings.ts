import { type Static, type TObjectOptions, Type } from 'typebox'
import { form } from './form.ts'
import { messageTemplates } from './message-template.ts'
import { DurationText, OpaqueId, PositiveDurationText, TierName } from './scalars.ts'

const strict = { additionalProperties: false } as const

const ticketTypeName = (options: TObjectOptions) =>
  Type.Object({ id: OpaqueId, name: Type.String({ minLength: 1, maxLength: 200 }) }, options)

const policy = (options: TObjectOptions) =>
  Type.Union([
    Type.Object({ kind: Type.Literal('fcfs') }, options),
    Type.Object(
      { kind: Type.Literal('priority'), tiers: Type.Array(TierName, { minItems: 1, maxItems: 20, uniqueItems: true }) },
      options,
    ),
  ])

const fit = (options: TObjectOptions) =>
  Type.Union([
    Type.Object({ kind: Type.Literal('skip') }, options),
    Type.Object({ kind: Type.Literal('strict') }, options),
    Type.Object(
      {
        kind: Type.Literal('accumulate'),
        tickets: Type.Integer({ minimum: 1, maximum: 1000 }),
        hold: PositiveDurationText,
      },
      options,
    ),
  ])

const consent = (options: TObjectOptions) =>
  Type.Object(
    { version: OpaqueId, text: Type.String({ minLength: 1, maxLength: 5000 }) },
    { ...options, description: 'A text that whoever joins agrees to: {"version", "text"}' },
  )

/** Settings that came later: a list that was configured before them says nothing of them. */
const laterProperties = (options: TObjectOptions) => ({
  oneEntryPerAddress: Type.Boolean(),
  retention: Type.Union([DurationText, Type.Null()]),
  consent: Type.Union([consent(options), Type.Null()]),
  form: form(options),
  templates: messageTemplates(options),
})

/** The settings by name; bodies refuse unknown fields inside them, events (which outlive their schema) do not. */
const settingsProperties = (options: TObjectOptions) => ({
  ...firstProperties(options),
  ...laterProperties(options),
})

const firstProperties = (options: TObjectOptions) => ({
  autoOpen: Type.Boolean(),
  ticketTypes: Type.Array(ticketTypeName(options), { maxItems: 200 }),
  policy: policy(options),
  fit: fit(options),
  notificationWindow: PositiveDurationText,
  purchaseWindow: PositiveDurationText,
  purchaseGrace: DurationText,
  maxSize: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
  maxQuantity: Type.Integer({ minimum: 1, maximum: 1000 }),
  autoRelease: Type.Boolean(),
  keepPool: Type.Boolean(),
  batchSize: Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()]),
  batchInterval: Type.Union([PositiveDurationText, Type.Null()]),
  onExpiry: Type.Enum(['remove', 'back'], { type: 'string' }),
  maxOffers: Type.Integer({ minimum: 1, maximum: 100 }),
  checkoutUrl: Type.Union([
    Type.String({ maxLength: 2000, pattern: '^https?://[^\\s\\u0000-\\u001f]+$' }),
    Type.Null(),
  ]),
})

export const TicketTypeName = ticketTypeName({})

/** The rule of fairness (design 4.2). */
export const Policy = policy({})
export type Policy = Static<typeof Policy>

/** What happens when the head of the line wants more than is free (design 4.2). */
export const Fit = fit({})
export type Fit = Static<typeof Fit>

/** The text that whoever joins agrees to; the version in force then stands in the entry. */
export const Consent = consent({})
export type Consent = Static<typeof Consent>

/** Every setting of an event, resolved: what is in force (design 4.5). */
export const Settings = Type.Object(settingsProperties({}))
export type Settings = Static<typeof Settings>

/** The settings as an event records them: an old one may lack those that came later, which have these values then. */
export const recordedProperties = {
  ...firstProperties({}),
  ...Type.Partial(Type.Object(laterProperties({}))).properties,
}
export const laterDefaults: Pick<Settings, keyof ReturnType<typeof laterProperties>> = {
  oneEntryPerAddress: false,
  retention: null,
  consent: null,
  form: [],
  templates: [],
}

/** Where the value of a setting comes from: the event itself, or what it would be without the event saying anything. */
export const SettingSource = Type.Enum(['event', 'environment', 'file', 'default'], { type: 'string' })
export type SettingSource = Static<typeof SettingSource>

/** The defaults that are not the built-in ones, and who made them. */
export type DefaultSources = Readonly<Partial<Record<keyof Settings, 'environment' | 'file'>>>

/** The settings as a body may give them. */
export const inputProperties = settingsProperties(strict)

/** A part of a policy or a fit, for a merge patch; null takes a member away. */
export const policyPatch = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['fcfs', 'priority'], { type: 'string' })),
    tiers: Type.Optional(
      Type.Union([Type.Array(TierName, { minItems: 1, maxItems: 20, uniqueItems: true }), Type.Null()]),
    ),
  },
  strict,
)
export type PolicyPatch = Static<typeof policyPatch>
export const fitPatch = Type.Object(
  {
    kind: Type.Optional(Type.Enum(['skip', 'strict', 'accumulate'], { type: 'string' })),
    tickets: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 1000 }), Type.Null()])),
    hold: Type.Optional(Type.Union([PositiveDurationText, Type.Null()])),
  },
  strict,
)
export type FitPatch = Static<typeof fitPatch>
export const consentPatch = Type.Partial(consent(strict))
export type ConsentPatch = Static<typeof consentPatch>

/** What a PUT or PATCH may name; the rest keeps or gets its default. */
export const SettingsInput = Type.Partial(Type.Object(inputProperties, strict))
export type SettingsInput = Static<typeof SettingsInput>

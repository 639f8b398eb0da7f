import type { TSchema } from 'typebox'
import { Balance, Offer, PassedOver } from '../events/release.ts'
import { Schedule } from '../events/waitlist.ts'
import { Contact, ContactInput } from '../http/contact.ts'
import { EntriesReply, Entry, EntryWithContact, LeaveReply, PositionReply } from '../http/entry.ts'
import { PublishReply } from '../http/feed.ts'
import { JoinBody } from '../http/join.ts'
import { ProblemDocument } from '../http/problem-document.ts'
import { ClaimReply, DeclineReply, HolderBody, ReleaseBody, ReleaseReply } from '../http/release.ts'
import { FormReply, SettingsPatch, SettingsPut, SettingsReply } from '../http/settings.ts'
import { EntryCounts, StatsReply } from '../http/stats.ts'
import type { Json } from './json.ts'

/** The schemas that have a name in the documents; the others stand where they are used. */
const named: Readonly<Record<string, TSchema>> = {
  Balance,
  ClaimReply,
  Contact,
  ContactInput,
  DeclineReply,
  EntriesReply,
  Entry,
  EntryCounts,
  EntryWithContact,
  FormReply,
  HolderBody,
  JoinBody,
  LeaveReply,
  Offer,
  PassedOver,
  PositionReply,
  Problem: ProblemDocument,
  PublishReply,
  ReleaseBody,
  ReleaseReply,
  Schedule,
  SettingsPatch,
  SettingsPut,
  SettingsReply,
  StatsReply,
}

const nameOf = new Map(Object.entries(named).map(([name, schema]) => [JSON.stringify(schema), name]))

/** A schema as JSON, with a reference wherever one with a name stands. Builders copy schemas, so text tells them apart. */
export function refer(schema: TSchema): Json {
  return referring(JSON.parse(JSON.stringify(schema)) as Json)
}

function referring(value: Json, isRoot = false): Json {
  if (Array.isArray(value)) return value.map((item) => referring(item))
  if (typeof value !== 'object' || value === null) return value
  const name = isRoot ? undefined : nameOf.get(JSON.stringify(value))
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, referring(item)]))
}

/** Every schema with a name, each referring to the others. */
export function componentSchemas(): Record<string, Json> {
  const entries = Object.entries(named).map(
    ([name, schema]) => [name, referring(JSON.parse(JSON.stringify(schema)) as Json, true)] as const,
  )
  return Object.fromEntries(entries)
}

import { type Answers, type Entry, type EntryStatus, RefusedError, routes, streamOf } from '@waitlist/contracts'
import { mayActOn } from '@waitlist/line'
import { implement, notFound } from '@waitlist/service-kit'
import type { Person } from '@waitlist/views'
import type { JoinContext } from '../context.ts'
import { entryReply } from '../domain/reply.ts'
import type { JoinState } from '../domain/state.ts'

const DEFAULT_LIMIT = 100

/** GET /api/waitlist/entries/{eventId}: entries with their contacts, in the order of joining. */
export function listEntries({ writer, people }: JoinContext) {
  return implement(routes.listEntries, async ({ params, query, caller, now }) => {
    const from = query.cursor === undefined ? 0 : placeIn(query.cursor)
    const page = await writer.read(streamOf('waitlist', params.eventId), (state) =>
      mayActOn(caller, state.waitlist)
        ? pageOf(state, from, query.limit ?? DEFAULT_LIMIT, query.status, now)
        : undefined,
    )
    if (!page) throw notFound()
    const contacts = await people.get(page.entries.map((entry) => entry.customerId))
    const answered = await people.answers.get(page.entries.map((entry) => entry.entryId))
    const entries = page.entries.map((entry) => ({
      ...entry,
      contact: contactOf(entry, contacts.get(entry.customerId)),
      ...answersIn(answered.get(entry.entryId)),
    }))
    const nextCursor =
      page.next === undefined ? {} : { nextCursor: Buffer.from(String(page.next)).toString('base64url') }
    return { status: 200 as const, body: { entries, ...nextCursor } }
  })
}

/** Entries are never taken out, so a place in the order of joining is a cursor that stays right. */
function pageOf(state: JoinState, from: number, limit: number, status: EntryStatus | undefined, now: number) {
  const entries: (Entry & { readonly consentVersion?: string })[] = []
  let place = 0
  for (const entry of state.waitlist.entries.values()) {
    place += 1
    if (place <= from || (status !== undefined && entry.status !== status)) continue
    if (entries.length === limit) return { entries, next: place - 1 }
    const { consentVersion } = entry
    entries.push({ ...entryReply(state, entry, now), ...(consentVersion === undefined ? {} : { consentVersion }) })
  }
  return { entries, next: undefined }
}

function placeIn(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const errors = [{ pointer: '/query/cursor', detail: 'must be the nextCursor of a page of this list' }]
  throw new RefusedError({ code: 'WL_ERR_VALIDATION', detail: 'The cursor is not one of ours.', errors })
}

/** What was answered to the form of its day. */
function answersIn(answers: Answers | undefined): { readonly answers?: Answers } {
  return answers === undefined ? {} : { answers }
}

function contactOf(entry: Pick<Entry, 'locale' | 'channels'>, person: Person | undefined) {
  return {
    ...(person?.email === undefined ? {} : { email: person.email }),
    ...(person?.phone === undefined ? {} : { phone: person.phone }),
    locale: entry.locale,
    channels: entry.channels,
  }
}

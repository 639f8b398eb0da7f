import {
  type Answers,
  type Entry,
  type EntryStatus,
  type EntryWithContact,
  routes,
  streamOf,
} from '@waitlist/contracts'
import { type Entry as KnownEntry, mayActOn } from '@waitlist/line'
import { cursorTo, implement, notFound, placeIn } from '@waitlist/service-kit'
import type { Person } from '@waitlist/views'
import type { JoinContext } from '../context.ts'
import { entryReply } from '../domain/reply.ts'
import type { JoinState } from '../domain/state.ts'
import { CSV, entriesFile } from './entries-file.ts'

const DEFAULT_LIMIT = 100
const ROWS_AT_ONCE = 500

/** GET /api/waitlist/entries/{eventId}: entries with their contacts and answers, in the order of joining; or a file. */
export function listEntries(context: JoinContext) {
  return implement(routes.listEntries, async ({ params: { eventId }, query, headers, caller, now }) => {
    const { status } = query
    const stream = streamOf('waitlist', eventId)
    const fields = await context.writer.read(stream, ({ waitlist }) =>
      mayActOn(caller, waitlist) ? (waitlist.configuration?.form ?? []).map(({ name }) => name) : undefined,
    )
    if (!fields) throw notFound()
    const from = placeIn(query.cursor)
    if (!String(headers.accept ?? '').includes(CSV)) {
      const page = { from, limit: query.limit ?? DEFAULT_LIMIT, status, now }
      const { entries, next } = await pageFrom(context, stream, page)
      return { status: 200 as const, body: { entries, ...cursorTo(next) } }
    }
    const pages = pagesFrom(context, stream, { from, limit: query.limit ?? Number.POSITIVE_INFINITY, status, now })
    // Read before the answer begins, so that what is wrong can still be said.
    const first = await pages.next()
    const file = entriesFile(eventId, fields, first.done ? [] : first.value, pages)
    return { status: 200 as const, contentType: CSV, ...file }
  })
}

type Page = {
  readonly from: number
  readonly limit: number
  readonly status: EntryStatus | undefined
  readonly now: number
}

async function pageFrom({ writer, people }: JoinContext, stream: string, page: Page) {
  const { entries, next } = await writer.read(stream, (state) => pageOf(state, page))
  const contacts = await people.get(entries.map((entry) => entry.customerId))
  const answered = await people.answers.get(entries.map((entry) => entry.entryId))
  const whole = entries.map(
    (entry): EntryWithContact => ({
      ...entry,
      contact: contactOf(entry, contacts.get(entry.customerId)),
      ...answersIn(answered.get(entry.entryId)),
    }),
  )
  return { entries: whole, next }
}

/** So many entries from a place on, in pages. */
async function* pagesFrom(context: JoinContext, stream: string, { from, limit, ...asked }: Page) {
  let rest = limit
  for (let place: number | undefined = from; place !== undefined && rest > 0; ) {
    const page: Page = { ...asked, from: place, limit: Math.min(ROWS_AT_ONCE, rest) }
    const { entries, next }: Awaited<ReturnType<typeof pageFrom>> = await pageFrom(context, stream, page)
    yield entries
    rest -= entries.length
    place = next
  }
}

/** Entries are never taken out, so a place in the order of joining is a cursor that stays right. */
function pageOf(state: JoinState, { from, limit, status, now }: Page) {
  const entries: (Entry & { readonly consentVersion?: string })[] = []
  for (let place = from; place < state.joined.length; place += 1) {
    const entry = state.joined[place] as KnownEntry
    if (status !== undefined && entry.status !== status) continue
    if (entries.length === limit) return { entries, next: place }
    const { consentVersion } = entry
    entries.push({ ...entryReply(state, entry, now), ...(consentVersion === undefined ? {} : { consentVersion }) })
  }
  return { entries, next: undefined }
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

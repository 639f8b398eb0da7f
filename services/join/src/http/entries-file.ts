import { Readable } from 'node:stream'
import type { EntryWithContact } from '@waitlist/contracts'
import { csvRow } from './csv.ts'

export const CSV = 'text/csv'

type Cell = string | number | boolean | undefined

/** The columns of the file, in order; those of the form come behind them. */
const COLUMNS: Readonly<Record<string, (entry: EntryWithContact) => Cell>> = {
  entryId: ({ entryId }) => entryId,
  customerId: ({ customerId }) => customerId,
  status: ({ status }) => status,
  position: ({ position }) => position,
  ticketTypes: ({ ticketTypes }) => ticketTypes.join(' '),
  quantity: ({ quantity }) => quantity,
  minQuantity: ({ minQuantity }) => minQuantity,
  tier: ({ tier }) => tier,
  joinedAt: ({ joinedAt }) => joinedAt,
  offerId: ({ offer }) => offer?.offerId,
  offerTicketType: ({ offer }) => offer?.ticketType,
  offerQuantity: ({ offer }) => offer?.quantity,
  offerExpiresAt: ({ offer }) => offer?.expiresAt,
  offerPurchaseBy: ({ offer }) => offer?.purchaseBy,
  email: ({ contact }) => contact.email,
  phone: ({ contact }) => contact.phone,
  locale: ({ locale }) => locale,
  channels: ({ channels }) => channels.join(' '),
  consentVersion: ({ consentVersion }) => consentVersion,
}

/**
 * A file of entries, a row each, streamed page by page: the columns of every entry, then one for each field of the form in
 * force, named `answers.` and the field.
 */
export function entriesFile(
  eventId: string,
  fields: readonly string[],
  first: readonly EntryWithContact[],
  pages: AsyncIterable<readonly EntryWithContact[]>,
) {
  const cellsOf = Object.values(COLUMNS)
  const header = csvRow([...Object.keys(COLUMNS), ...fields.map((name) => `answers.${name}`)])
  const rowOf = (entry: EntryWithContact) =>
    csvRow([...cellsOf.map((cellOf) => cellOf(entry)), ...fields.map((name) => entry.answers?.[name])])

  async function* text() {
    yield header + first.map(rowOf).join('')
    for await (const entries of pages) yield entries.map(rowOf).join('')
  }

  const filename = `entries-${eventId.replaceAll(':', '_')}.csv`
  return { body: Readable.from(text()), headers: { 'content-disposition': `attachment; filename="${filename}"` } }
}

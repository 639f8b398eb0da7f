import type { PassedOver, RecordedEvent, ReleasePlan } from '@waitlist/contracts'
import type { Movement } from './movement.ts'
import type { Pool } from './pool.ts'

/** What a batch did, over all the commits in which its tickets were offered, the first time and when they came back. */
export type BatchAccount = {
  readonly batch: number
  /** In ms. */
  readonly startedAt: number
  freed: number
  offered: number
  readonly offerIds: string[]
  readonly passedOver: PassedOver[]
  passedOverMore: number
}

/** The account of one act of offering; moments in ms. */
export type Account = {
  readonly releaseId: string
  readonly source: 'refund' | 'release'
  readonly sourceId: string
  readonly lotId: string | undefined
  readonly ticketType: string
  readonly quantity: number
  readonly releasedAt: number
  plan: ReleasePlan | undefined
  returned: number
  readonly batches: BatchAccount[]
}

/** The accounts of an event's releases by id, in the order of releasing: a fold of the release stream. */
export type Ledger = Map<string, Account>

/** Enters an event that moves tickets; `gained` is how many more are free after it. */
export function keepAccount(ledger: Ledger, event: Movement, time: number, gained: number): void {
  if (event.type === 'TicketsReleased') {
    const { releaseId, source, sourceId, lotId, ticketType, quantity } = event.data
    const account = openAccount({ releaseId, source, sourceId, lotId, ticketType, quantity, releasedAt: time })
    ledger.set(releaseId, account)
    // A refund is one batch, all of it free at once; what was owed is paid before.
    if (source === 'refund') batchOf(account, 1, time).freed = gained
  }
  if (event.type === 'ReleaseAdvanced') keepBatch(ledger, event.data, time)
  if (event.type === 'OfferMade') {
    const account = ledger.get(event.data.releaseId)
    if (!account) return
    const batch = batchOf(account, account.batches.at(-1)?.batch ?? 1, time)
    batch.offered += event.data.quantity
    batch.offerIds.push(event.data.offerId)
  }
}

type Opening = Omit<Account, 'plan' | 'returned' | 'batches'>

function openAccount(opening: Opening): Account {
  return { ...opening, plan: undefined, returned: 0, batches: [] }
}

function keepBatch(ledger: Ledger, data: RecordedEvent<'ReleaseAdvanced'>['data'], time: number): void {
  const { releaseId, ticketType, plan } = data
  // What is released out of the pool came free before, under other accounts.
  if (plan?.from === 'pool' && !ledger.has(releaseId)) {
    const { quantity } = plan
    const opening = { releaseId, sourceId: releaseId, lotId: undefined, ticketType, quantity, releasedAt: time }
    ledger.set(releaseId, openAccount({ ...opening, source: 'release' }))
  }
  const account = ledger.get(releaseId)
  if (!account) return
  if (plan) account.plan = plan
  const batch = batchOf(account, data.batch, time)
  batch.freed += data.freed
  for (const { entryId, rule } of data.passedOver) {
    const known = batch.passedOver.some((passed) => passed.entryId === entryId && passed.rule === rule)
    if (!known) batch.passedOver.push({ entryId, rule })
  }
  batch.passedOverMore = Math.max(batch.passedOverMore, data.passedOverMore)
}

function batchOf(account: Account, batch: number, time: number): BatchAccount {
  const known = account.batches.find((one) => one.batch === batch)
  if (known) return known
  const opened = { batch, startedAt: time, freed: 0, offered: 0, offerIds: [], passedOver: [], passedOverMore: 0 }
  account.batches.push(opened)
  return opened
}

/** How many tickets of a pool each release has free or scheduled. */
export function holdingsOf({ parts, batches }: Pool): Map<string, number> {
  const holdings = new Map(batches)
  for (const { releaseId, quantity } of parts) holdings.set(releaseId, (holdings.get(releaseId) ?? 0) + quantity)
  return holdings
}

/** Enters what each release gave back to public sale. */
export function keepReturned(
  ledger: Ledger,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): void {
  for (const [releaseId, quantity] of before) {
    const account = ledger.get(releaseId)
    if (account) account.returned += quantity - (after.get(releaseId) ?? 0)
  }
}

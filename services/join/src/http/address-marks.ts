import { streamOf } from '@waitlist/contracts'
import { settingsOf } from '@waitlist/line'
import type { AddressMarks } from '@waitlist/views'
import type { JoinContext } from '../context.ts'
import { foldedAddresses } from '../domain/folded-address.ts'
import type { JoinState } from '../domain/state.ts'

type Joining = {
  readonly eventId: string
  readonly customerId: string
  readonly contact: { readonly email?: string; readonly phone?: string }
}

/**
 * The marks of a contact's addresses, where the event asks for one entry per address; undefined where it does not. They
 * are taken before the join is decided, so that whoever decides sees them; a refusal gives them back.
 */
export async function addressMarks(
  { writer, people, config }: Pick<JoinContext, 'writer' | 'people' | 'config'>,
  { eventId, customerId, contact }: Joining,
): Promise<AddressMarks | undefined> {
  const stream = streamOf('waitlist', eventId)
  const asks = ({ waitlist }: JoinState) => settingsOf(waitlist, config.defaults).oneEntryPerAddress
  if (!(writer.peek(stream, asks) ?? (await writer.read(stream, asks)))) return undefined
  return people.addresses.use({ eventId, customerId, addresses: foldedAddresses(contact) })
}

import { type Static, Type } from 'typebox'
import { Moment, OpaqueId } from '../scalars.ts'

const Count = Type.Integer({ minimum: 0 })

/** What was done when a customer was erased. It holds nothing that was erased. */
export const ErasureReceipt = Type.Object({
  customerId: OpaqueId,
  erasureId: Type.String({ description: 'Names this erasure; a request that is repeated meanwhile is part of it' }),
  requestedAt: Moment,
  erasedAt: Moment,
  left: Type.Array(Type.Object({ eventId: OpaqueId, entryId: Type.String() }), {
    description: 'The places that were given up; what was offered to them goes on to the next',
  }),
  erased: Type.Object({
    contacts: Type.Integer({ ...Count, description: 'Stored contacts, of email address and phone number' }),
    answers: Type.Integer({ ...Count, description: 'Entries with answers to a form' }),
    addresses: Type.Integer({
      ...Count,
      description: 'Fingerprints of addresses, where an event asks for one entry each',
    }),
    messages: Type.Integer({ ...Count, description: 'Messages kept in the outbox' }),
  }),
  announced: Type.Boolean({
    description: 'Whether other processes hold copies: they are told and erase theirs within seconds, uncounted here',
  }),
})
export type ErasureReceipt = Static<typeof ErasureReceipt>

import { type Static, Type } from 'typebox'
import { Answers } from '../form.ts'
import type { FieldError } from '../problems.ts'
import { OpaqueId, TierName } from '../scalars.ts'
import { ContactInput, contactErrors } from './contact.ts'

const Quantity = Type.Integer({ minimum: 1, maximum: 1000 })

/** What a customer joins with. `ticketTypes` is in order of preference. */
export const JoinBody = Type.Object(
  {
    eventId: OpaqueId,
    customerId: Type.Optional(
      Type.String({ ...OpaqueId, description: 'The caller when absent; organizers and services name one.' }),
    ),
    ticketTypes: Type.Array(OpaqueId, { minItems: 1, maxItems: 20, uniqueItems: true }),
    quantity: Quantity,
    minQuantity: Type.Optional(
      Type.Integer({ ...Quantity, description: 'The smallest offer to be of use; the quantity when absent.' }),
    ),
    tier: Type.Optional(
      Type.String({
        ...TierName,
        description: "Taken from organizers and services only; a customer's is in the token.",
      }),
    ),
    contact: ContactInput,
    answers: Type.Optional(Answers),
  },
  { additionalProperties: false },
)
export type JoinBody = Static<typeof JoinBody>

/** What no schema can say of a join: its contact, and that the smallest offer is not larger than the whole. */
export function joinErrors(body: JoinBody): FieldError[] {
  const errors = contactErrors(body.contact)
  if (body.minQuantity !== undefined && body.minQuantity > body.quantity) {
    errors.push({ pointer: '/minQuantity', detail: 'must not be more than quantity' })
  }
  return errors
}

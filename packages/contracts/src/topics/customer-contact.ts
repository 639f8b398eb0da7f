import { Type } from 'typebox'
import { ContactInput } from '../http/contact.ts'
import { OpaqueId } from '../scalars.ts'
import { defineTopic, type TopicData } from './define-topic.ts'

const { email, phone } = ContactInput.properties

/** Where a customer is reached: the one topic with personal data. */
export const customerContact = defineTopic({
  type: 'CustomerContact',
  summary: 'Where a customer is reached now. A record without a value says that this was erased.',
  key: 'The customerId',
  compacted: true,
  data: Type.Object({ customerId: OpaqueId, email, phone }),
})
export type CustomerContact = TopicData<typeof customerContact>

/** What the topic says of a customer: where they are reached, or that nothing is known of them any more. */
export type ContactChange = CustomerContact | { readonly customerId: string; readonly erased: true }

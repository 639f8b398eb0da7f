import type { CustomerContact } from './customer-contact.ts'
import type { StreamGap } from './stream-gap.ts'

/** What a record of each topic may say, for the documents. */
export const topicExamples = {
  CustomerContact: {
    customerId: 'cus-81',
    email: 'ann@example.org',
    phone: '+4915112345678',
  } satisfies CustomerContact,
  StreamGapFound: { stream: 'waitlist:evt-2027-06-12-arena', from: 17, to: 18 } satisfies StreamGap,
}

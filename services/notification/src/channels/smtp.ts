import { createTransport } from 'nodemailer'
import type { Delivery, NoticeChannel } from './notice-channel.ts'
import { isUnreached } from './provider-errors.ts'

const TIMES = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 }

type MailFailure = { readonly code?: string; readonly command?: string; readonly responseCode?: number }

/** What is answered to these is about us or the server, not about this message. */
const BEFORE_A_MESSAGE = /^(CONN|EHLO|HELO|STARTTLS|AUTH|MAIL)/

/** What a failure says of the message. The server's own words may repeat an address, so they are left out. */
function deliveryOf(failure: MailFailure): Delivery {
  const { code = 'no answer', command = '', responseCode = 0 } = failure
  const reason = `the mail server did not accept it: ${code}`
  // Without an answer the command says nothing: it is CONN whenever a connection breaks.
  const aboutUs = code === 'EAUTH' || (responseCode > 0 && BEFORE_A_MESSAGE.test(command))
  if (responseCode >= 500 && !aboutUs) return { status: 'refused', reason: `the mail server refused it: ${code}` }
  if (responseCode >= 400) return { status: 'not-sent', reason, away: aboutUs }
  if (isUnreached(failure) || aboutUs) return { status: 'not-sent', reason, away: true }
  return { status: 'ambiguous', reason }
}

/** Email through a mail server. A message sent again bears the same Message-ID, so that whoever gets both can tell. */
export function createSmtpChannel({ url, from }: { readonly url: string; readonly from: string }): NoticeChannel {
  const transport = createTransport({ url, pool: true, ...TIMES })
  const domain = from.slice(from.lastIndexOf('@') + 1).replace('>', '')
  return {
    recognisesRepeats: () => false,
    async send(noticeId, { to, subject, text, html }) {
      const messageId = `<${noticeId}@${domain}>`
      try {
        await transport.sendMail({ from, to, messageId, text, ...(subject && { subject }), ...(html && { html }) })
        return { status: 'accepted' }
      } catch (failure) {
        return deliveryOf(failure as MailFailure)
      }
    },
    async close() {
      transport.close()
    },
  }
}

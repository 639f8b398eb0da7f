import { createTransport } from 'nodemailer'
import type { NoticeChannel } from './notice-channel.ts'

const TIMES = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 }

/** A server's final no: its answer begins with 5. */
const isFinal = (failure: unknown) =>
  Error.isError(failure) && 'responseCode' in failure && Number(failure.responseCode) >= 500

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
        const code = Error.isError(failure) && 'code' in failure ? String(failure.code) : 'no answer'
        // The server's own words may repeat an address.
        if (isFinal(failure)) return { status: 'refused', reason: `the mail server refused it: ${code}` }
        throw new Error(`The mail server did not accept it: ${code}`)
      }
    },
    async close() {
      transport.close()
    },
  }
}

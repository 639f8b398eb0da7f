import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { Message, NoticeChannel } from './notice-channel.ts'
import { AWS_CLIENT, refusedFor } from './provider-errors.ts'

/** What SES will never take, however often it is asked. */
const FINAL = new Set(['MessageRejected', 'BadRequestException'])

function emailOf({ subject = '', text, html }: Message) {
  const content = (Data: string) => ({ Data, Charset: 'UTF-8' })
  return {
    Simple: {
      Subject: content(subject),
      Body: { Text: content(text), ...(html !== undefined && { Html: content(html) }) },
    },
  }
}

/** Email through SES. The region, the endpoint and the credentials are those of the environment, as the SDK reads it. */
export function createSesChannel({ from }: { readonly from: string }): NoticeChannel {
  const client = new SESv2Client(AWS_CLIENT)
  return {
    recognisesRepeats: () => false,
    async send(noticeId, message) {
      const command = new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [message.to] },
        Content: emailOf(message),
        EmailTags: [{ Name: 'notice', Value: noticeId }],
      })
      return refusedFor(FINAL, async () => void (await client.send(command)))
    },
    async close() {
      client.destroy()
    },
  }
}

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { NoticeChannel } from './notice-channel.ts'
import { AWS_CLIENT, refusedFor } from './provider-errors.ts'

/** What SNS will never take: a number that is none, or whose owner wants no messages. */
const FINAL = new Set(['InvalidParameterException', 'InvalidParameter', 'ParameterValueInvalid', 'OptedOutException'])

/** Text messages through SNS, by the environment as the SDK reads it. */
export function createSnsChannel(): NoticeChannel {
  const client = new SNSClient(AWS_CLIENT)
  const transactional = { DataType: 'String', StringValue: 'Transactional' }
  return {
    recognisesRepeats: () => false,
    async send(_noticeId, { to, text }) {
      const command = new PublishCommand({
        PhoneNumber: to,
        Message: text,
        MessageAttributes: { 'AWS.SNS.SMS.SMSType': transactional },
      })
      return refusedFor(FINAL, async () => void (await client.send(command)))
    },
    async close() {
      client.destroy()
    },
  }
}

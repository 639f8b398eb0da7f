import { ConfigError } from '@waitlist/service-kit/config-error'
import type { Environment } from '@waitlist/service-kit/config-sources'
import type { NoticeChannel } from './notice-channel.ts'
import { createOutbox } from './outbox.ts'

/** Which way messages go out, as the environment says; where it names none, into the outbox. */
export type Providers = {
  readonly email:
    | { readonly by: 'smtp'; readonly url: string; readonly from: string }
    | { readonly by: 'ses'; readonly from: string }
    | undefined
  readonly sms: 'sns' | undefined
}

const SENDER = 'Waitlist <waitlist@localhost.localdomain>'

/** Throws ConfigError when SMTP_URL is no URL of a mail server; without repeating it, for it may hold a password. */
export function providersFrom(env: Environment): Providers {
  const { SMTP_URL: url, EMAIL_FROM: from = SENDER, AWS_REGION, AWS_ENDPOINT_URL } = env
  if (url && !(URL.canParse(url) && /^smtps?:$/.test(new URL(url).protocol))) {
    throw new ConfigError('SMTP_URL must be a URL such as smtp://mail.example:587')
  }
  if (!/^[^@<>\r\n]*(<[^@<>\s]+@[^@<>\s]+>|[^@<>\s]+@[^@<>\s]+)$/.test(from)) {
    throw new ConfigError('EMAIL_FROM must be an address such as "Tickets <tickets@example.com>"')
  }
  const aws = Boolean(AWS_REGION || AWS_ENDPOINT_URL)
  const email = url ? ({ by: 'smtp', url, from } as const) : aws ? ({ by: 'ses', from } as const) : undefined
  return { email, sms: aws ? 'sns' : undefined }
}

/** Opens the way out. A provider's code is loaded only where it is used. */
export async function openChannel({ email, sms }: Providers, outboxDir: string): Promise<NoticeChannel> {
  const outbox = createOutbox(outboxDir)
  const emails = await openEmail(email)
  const texts = sms && (await import('./sns.ts')).createSnsChannel()
  const ways = { email: emails ?? outbox, sms: texts ?? outbox }
  return {
    recognisesRepeats: (channel) => ways[channel].recognisesRepeats(channel),
    send: (noticeId, message, customerId) => ways[message.channel].send(noticeId, message, customerId),
    forget: async (customerId) => (await outbox.forget?.(customerId)) ?? 0,
    async close() {
      await Promise.all(new Set([ways.email, ways.sms, outbox]).values().map((way) => way.close()))
    },
  }
}

async function openEmail(email: Providers['email']): Promise<NoticeChannel | undefined> {
  if (email?.by === 'smtp') return (await import('./smtp.ts')).createSmtpChannel(email)
  if (email?.by === 'ses') return (await import('./ses.ts')).createSesChannel(email)
  return undefined
}

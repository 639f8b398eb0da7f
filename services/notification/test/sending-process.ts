import { openChannel, providersFrom } from '../src/channels/choose.ts'

// Sends one email as the environment says and prints what came of it. A process of its own: within jest the errors of
// sockets are no Errors to the AWS SDK, which then forgets what they say.
const channel = await openChannel(providersFrom(process.env), 'unused')
const message = { to: 'ann@example.org', channel: 'email', template: 'offer', locale: 'en', text: 'Claim' } as const
process.stdout.write(JSON.stringify(await channel.send('ntc_1', message, 'ana')))
await channel.close()

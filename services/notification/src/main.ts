import { runService } from '@waitlist/service-kit/process/run-service'
import { openChannel, providersFrom } from './channels/choose.ts'
import { createNotificationService } from './service.ts'

runService('notification', async ({ drivers, env }) => {
  const channel = await openChannel(providersFrom(env), drivers.config.outboxDir)
  return { service: createNotificationService({ ...drivers, channel }) }
})

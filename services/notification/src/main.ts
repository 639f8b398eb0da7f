import { runService } from '@waitlist/service-kit/process/run-service'
import { createOutbox } from './channels/outbox.ts'
import { createNotificationService } from './service.ts'

runService('notification', ({ drivers }) => ({
  service: createNotificationService({ ...drivers, channel: createOutbox(drivers.config.outboxDir) }),
}))

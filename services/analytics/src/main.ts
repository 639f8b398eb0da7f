import { runService } from '@waitlist/service-kit/process/run-service'
import { createMemoryViews } from '@waitlist/views'
import { createAnalyticsService } from './service.ts'

runService('analytics', ({ drivers }) => {
  // The figures of an event with a million entries are no row to be stored at each change: every instance folds the log.
  const service = createAnalyticsService({ ...drivers, views: createMemoryViews() })
  // A server waits for the answers it is giving, and these would go on for ever.
  return { service, above: [{ name: 'followed feeds', close: async () => service.endFeeds() }] }
})

import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { busContract, parkingContract } from '../src/contract.ts'
import { createKafkaParking } from '../src/kafka.ts'
import { createGround } from './kafka-ground.ts'
import { kafkaHarness } from './kafka-harness.ts'

describeWith('kafka', 'the shared contracts', (url) => {
  busContract('kafka', () => kafkaHarness(url.split(',')), { exact: false })

  parkingContract('kafka', () => {
    const ground = createGround(url.split(','), ['RefundIssued', 'TicketsSoldOut'])
    const common = { service: 'release', address: 'here', clock: systemClock, logger: silentLogger }
    const parking = createKafkaParking({ ...ground.access, ...common })
    return {
      parking: {
        park: (event) => ground.ready.then(() => parking.park(event)),
        parked: (after, limit) => ground.ready.then(() => parking.parked(after, limit)),
      },
      async close() {
        await parking.close()
        await ground.clear()
      },
    }
  })
})

import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { busContract } from '../src/contract.ts'
import { kafkaHarness } from './kafka-harness.ts'

describeWith('kafka', 'the shared contract', (url) => {
  busContract('kafka', () => kafkaHarness(url.split(',')), { exact: false })
})

import { afterAll } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { eventLogContract } from '../src/contract.ts'
import { closeShared, mongoHarness } from './mongo-harness.ts'

afterAll(closeShared)

describeWith('mongo', 'the event log in MongoDB', (url) => {
  eventLogContract('mongo', () => mongoHarness(url), 12)
})

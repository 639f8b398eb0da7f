import { afterAll } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { writerContract } from '../src/contract.ts'
import { closeShared, mongoHarness } from './mongo-harness.ts'

afterAll(closeShared)

describeWith('mongo', 'writers on MongoDB', (url) => {
  writerContract('mongo', () => mongoHarness(url))
})

import { describe, expect, test } from '@jest/globals'
import { type EventType, eventDefinitions } from './registry.ts'
import { schemaName, schemaVersionIn } from './schema-name.ts'

describe('the schema version in a dataschema', () => {
  test('is found in the names that we give', () => {
    for (const type of Object.keys(eventDefinitions) as EventType[]) {
      expect(schemaVersionIn(schemaName(type, 3), type)).toBe(3)
      // CloudEvents wants a URI here, an absolute one.
      expect(URL.canParse(schemaName(type, 1))).toBe(true)
    }
  })

  test.each([
    ['https://schemas.example.com/ticketing/RefundIssued/2', 2],
    ['https://schemas.example.com/RefundIssued/v2', 2],
    ['https://schemas.example.com/RefundIssued.2.json', 2],
    ['/schemas/RefundIssued/1', 1],
    ['urn:other:RefundIssued:12', 12],
    ['RefundIssued/1', 1],
  ])('is found in %s', (dataschema, version) => {
    expect(schemaVersionIn(dataschema, 'RefundIssued')).toBe(version)
  })

  test.each([
    '',
    'RefundIssued',
    '/schemas/RefundIssued',
    '/schemas/RefundIssued/latest',
    '/schemas/RefundIssued/1.5',
    '/schemas/OfferMade/1',
    '/schemas/XRefundIssued/1',
    '/schemas/RefundIssued/1/',
    '/schemas/RefundIssued/-1',
    '/schemas/RefundIssued/99999999999999999999',
  ])('is not found in %j', (dataschema) => {
    expect(schemaVersionIn(dataschema, 'RefundIssued')).toBeUndefined()
  })
})

import { describe, expect, test } from '@jest/globals'
import { judge } from './comparison.ts'
import { markdown, readable } from './markdown.ts'
import type { Report } from './report.ts'

describe('a readable number', () => {
  test.each([
    [0, '0'],
    [0.1234, '0.123'],
    [1.006, '1.01'],
    [12.34, '12.3'],
    [123.4, '123'],
    [1234567.8, '1,234,568'],
  ])('%d is %s', (value, text) => {
    expect(readable(value)).toBe(text)
  })
})

describe('a report', () => {
  const sides = { subject: { name: 'product', samples: [2, 3, 4] }, baseline: { name: 'bare', samples: [2, 2, 2] } }
  const comparison = { goal: 'P1', what: 'joins', unit: '/s', ...sides } as const
  const report: Report = {
    at: '2026-01-02T03:04:05.678Z',
    mode: 'quick',
    took: 61.23,
    machine: { cpu: 'Fast', cores: 2, memory: 8, node: 'v24.0.0', kernel: 'Linux 6 x64' },
    results: [
      judge({ ...comparison, bound: { atLeast: 1 } }),
      judge({ ...comparison, bound: { atMost: 1 } }),
      judge(comparison),
    ],
    facts: [{ what: 'start', value: '2 s' }],
  }
  const lines = markdown(report).split('\n')

  test('says what it was made on', () => {
    expect(lines[0]).toBe('# Bench, quick, 2026-01-02T03:04:05.678Z')
    expect(lines[2]).toBe(
      'Fast, 2 cores (shared with the load generator), 8 GiB, Node v24.0.0, Linux 6 x64; took 61.2 s.',
    )
  })

  test('has a row per comparison, with medians, ranges and a verdict', () => {
    const sidesText = 'product: 3.00 (2.00–4.00) /s | bare: 2.00 (2.00–2.00) /s | 1.50 (1.00–2.00)'
    expect(lines.slice(7, 10)).toEqual([
      `| P1 | joins | ${sidesText} | ≥ 1 | held |`,
      `| P1 | joins | ${sidesText} | ≤ 1 | **missed** |`,
      `| P1 | joins | ${sidesText} | – | told only |`,
    ])
  })

  test('is a table: each row has as many cells as the head', () => {
    const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length)
    expect(cells).toHaveLength(5)
    expect(new Set(cells).size).toBe(1)
  })

  test('ends with what else is worth knowing', () => {
    expect(lines.slice(-2)).toEqual(['- start: 2 s', ''])
  })
})

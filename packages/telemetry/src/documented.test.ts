import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { metricNames, spanNames } from './names.ts'

const page = readFileSync(new URL('../../../docs/telemetry.md', import.meta.url), 'utf8')

test.each(Object.values(metricNames).map(({ name }) => name))('the metric %s is documented', (name) => {
  expect(page).toContain(`\`${name}\``)
})

test.each(Object.values(spanNames))('the span %s is documented', (name) => {
  expect(page).toMatch(new RegExp(`(─ |\`)${name} `))
})

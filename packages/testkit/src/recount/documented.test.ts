import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { StatsReply } from '@waitlist/contracts'

const page = readFileSync(new URL('../../../../docs/data-dictionary.md', import.meta.url), 'utf8')

/** The names of all properties of a schema, those inside others too; names that a map may have are none of them. */
function namesIn(schema: object): string[] {
  const { properties = {}, patternProperties = {}, items } = schema as Record<string, Record<string, object>>
  const inside = [...Object.values(properties), ...Object.values(patternProperties), ...(items ? [items] : [])]
  return [...Object.keys(properties), ...inside.flatMap(namesIn)]
}

test.each([...new Set(namesIn(StatsReply))])('the figure %s is in the data dictionary', (name) => {
  expect(page).toMatch(new RegExp(`[\`.]${name}[\`.]`))
})

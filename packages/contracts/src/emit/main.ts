import { parseArgs } from 'node:util'
import { documents } from './documents.ts'
import { contractsFolder, drifted, writeDocuments } from './drift.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

if (values.check) {
  const paths = await drifted(contractsFolder, documents())
  if (paths.length > 0) {
    console.error(`deploy/contracts is not what the contracts say:\n${paths.map((path) => `  ${path}`).join('\n')}`)
    process.exitCode = 1
  }
} else {
  for (const path of await writeDocuments(contractsFolder, documents())) console.log(path)
}

import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { documents } from './documents.ts'
import { catalogueFile, contractsFolder, drifted, writeDocuments } from './drift.ts'
import { errorCatalogue } from './error-catalogue.ts'

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })

const catalogue = errorCatalogue()
const isCatalogueNew = (await readFile(catalogueFile, 'utf8').catch(() => '')) !== catalogue

if (values.check) {
  if (isCatalogueNew) {
    console.error('docs/errors.md is not what the contracts say')
    process.exitCode = 1
  }
  const paths = await drifted(contractsFolder, documents())
  if (paths.length > 0) {
    console.error(`deploy/contracts is not what the contracts say:\n${paths.map((path) => `  ${path}`).join('\n')}`)
    process.exitCode = 1
  }
} else {
  if (isCatalogueNew) {
    await writeFile(catalogueFile, catalogue)
    console.log('docs/errors.md')
  }
  for (const path of await writeDocuments(contractsFolder, documents())) console.log(path)
}

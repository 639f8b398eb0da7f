import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { root, run } from './spawn.mjs'

const pnpm = 'pnpm@12.21.0'
const stampFile = join(root, 'node_modules', '.installed')
const lockFile = join(root, '.install.lock')

// The platform is part of it: a folder may be shared between a host and a container.
const wanted = () => {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)))
  return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`
}

const isInstalled = () => {
  try {
    return readFileSync(stampFile, 'utf8') === wanted()
  } catch {
    return false
  }
}

/** @param {number} pid */
const isAlive = (pid) => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

// The lock is a link that leads to the holder's process id: made whole in one step, so there is never one without a name.
const holder = () => {
  try {
    return readlinkSync(lockFile)
  } catch {
    return undefined
  }
}

const tryLock = () => {
  try {
    symlinkSync(`${process.pid}`, lockFile)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return false
  }
}

// Renaming first: of several who find a dead holder, one takes its lock away, and nobody takes a fresh one.
const dropIfDead = () => {
  const dead = holder()
  if (!dead || isAlive(Number(dead))) return
  const aside = `${lockFile}.${process.pid}`
  try {
    renameSync(lockFile, aside)
  } catch {
    return
  }
  if (readlinkSync(aside) === dead) unlinkSync(aside)
  else renameSync(aside, lockFile)
}

const lock = async () => {
  let waiting = false
  while (!tryLock()) {
    if (!waiting) console.error('Waiting for another run that is installing the dependencies…')
    waiting = true
    dropIfDead()
    await setTimeout(100)
  }
}

const install = async () => {
  console.error(`Installing the dependencies with ${pnpm} (once, until pnpm-lock.yaml changes)…`)
  const stamp = wanted()
  rmSync(stampFile, { force: true })
  // Trusted: a lockfile is checked against pnpm's policies when it changes; doing so at every first start takes 10 s.
  // CI: pnpm asks nothing.
  const ending = await run('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--trust-lockfile'], {
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 2, 2],
  })
  if (ending.code !== 0) return ending
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stampFile, stamp)
  return ending
}

/**
 * Sees to it that node_modules is what the lockfile says. Resolves with how a failed installation ended.
 * @returns {Promise<import('./spawn.mjs').Ending | undefined>}
 */
export const ensureInstalled = async () => {
  if (isInstalled()) return undefined
  await lock()
  try {
    if (isInstalled()) return undefined
    const ending = await install()
    return ending.code === 0 ? undefined : ending
  } finally {
    unlinkSync(lockFile)
  }
}

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending */

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a command in the root on our own stdio, passes on what we are told by signal, and resolves with how it ended.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<Ending>}
 */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => child.kill(signal)
    for (const signal of forwarded) process.on(signal, forward)
    const done = () => {
      for (const signal of forwarded) process.off(signal, forward)
    }
    child.on('error', (error) => {
      done()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      done()
      resolve({ code, signal })
    })
  })

/**
 * Ends this process the way the other one ended.
 * @param {Ending} ending
 */
export const endLike = ({ code, signal }) => {
  if (signal) process.kill(process.pid, signal)
  else process.exitCode = code ?? 1
}

/**
 * Becomes the other program where Node can (22.15 and newer), else stands in for it.
 * @param {string} node
 * @param {string[]} args
 */
export const become = async (node, args) => {
  process.chdir(root)
  if (process.execve) process.execve(node, [node, ...args], process.env)
  endLike(await run(node, args))
}

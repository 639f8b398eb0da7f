import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** The shell commands of a page of the documentation, from a heading on when one is named, as they stand there. */
export async function commandsOf(page: string, heading?: string): Promise<string[]> {
  const markdown = await readFile(new URL(`../../../${page}`, import.meta.url), 'utf8')
  const from = heading === undefined ? markdown : (markdown.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
  return [...from.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block as string)
}

/** Pastes commands into one shell, one after the other; it ends at the first that fails. */
export async function paste(commands: readonly string[], env: Record<string, string>) {
  const script = ['set -euo pipefail', ...commands].join('\n')
  const shell = spawn('bash', ['--norc', '-c', script], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')])
  return { code, stdout, stderr }
}

import { readFile } from 'node:fs/promises'
import { runCommand } from './command.ts'

/** The shell commands of a page of the documentation, from a heading on when one is named, as they stand there. */
export async function commandsOf(page: string, heading?: string): Promise<string[]> {
  const markdown = await readFile(new URL(`../../../${page}`, import.meta.url), 'utf8')
  const from = heading === undefined ? markdown : (markdown.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
  return [...from.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block as string)
}

/** Pastes commands into one shell, one after the other; it ends at the first that fails. */
export function paste(commands: readonly string[], environment: Record<string, string>) {
  return runCommand('bash', ['--norc', '-c', ['set -euo pipefail', ...commands].join('\n')], environment)
}

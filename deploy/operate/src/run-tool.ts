/**
 * Runs a tool of the command line: `--help` tells how it is used, whatever fails is told in one line, and the process ends
 * with 1 then, or when the tool says that it did not find what should be.
 */
export function runTool(usage: string, tool: (args: string[]) => Promise<boolean>): void {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    process.stdout.write(`${usage}\n`)
    return
  }
  tool(args).then(
    (ok) => {
      if (!ok) process.exitCode = 1
    },
    (error) => {
      const { message = String(error) } = (error ?? {}) as Partial<Error>
      process.stderr.write(`${wrongArguments(error) ? `${message}\n\n${usage}` : message}\n`)
      process.exitCode = 1
    },
  )
}

function wrongArguments(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

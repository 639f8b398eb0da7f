import { ConfigError } from './config-error.ts'

/** One line that says why a process could not start. */
export function fatalLine(error: unknown): string {
  const { code, message = String(error) } = (error ?? {}) as { readonly code?: unknown; readonly message?: string }
  const line = message.replaceAll(/\s+/g, ' ').trim()
  if (error instanceof ConfigError) return `Configuration: ${line}`
  if (code === 'EADDRINUSE') return `The port is in use (${line}); set PORT to another one`
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return `HOST and PORT cannot be listened on (${line})`
  return `The start failed: ${line}`
}

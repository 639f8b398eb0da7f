import { hostname } from 'node:os'

const EVERYWHERE = new Set(['0.0.0.0', '::'])

/**
 * Where others reach a process that listens on a host and port, unless it is told (ADDRESS). One that listens on every
 * interface goes by the name of its host, which is how the containers of a network find each other.
 */
export function ownAddress(host: string, port: number): string {
  const name = EVERYWHERE.has(host) ? hostname() : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

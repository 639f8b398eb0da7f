import { connect } from 'node:net'
import { freePort } from '@waitlist/service-kit/free-port'
import { type EngineName, engines } from './engines.ts'

type Env = Readonly<Record<string, string | undefined>>

const HOST = '127.0.0.1'

export const portVariable = (name: EngineName) => `ENGINES_${name.toUpperCase()}_PORT`

function portFrom(variable: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_000) return Number(text)
  throw new Error(`${variable} is ${JSON.stringify(text)}; it must be a port up to 65000, or 0 for any that is free`)
}

/**
 * The port that an engine is told to have: by its own variable, else counted from ENGINES_PORT_BASE, else by custom; 0
 * stands for any that is free. Throws for what is no port.
 */
export function wantedPort(name: EngineName, env: Env): number {
  const own = env[portVariable(name)]
  if (own) return portFrom(portVariable(name), own)
  const base = env.ENGINES_PORT_BASE
  if (!base) return engines[name].port
  const from = portFrom('ENGINES_PORT_BASE', base)
  return from === 0 ? 0 : from + engines[name].offset
}

/** Whether something answers on a port of loopback. */
export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port })
    const answer = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

async function firstOpen(port: number, span: number): Promise<number | undefined> {
  const ports = Array.from({ length: span }, (_, i) => port + i)
  const open = await Promise.all(ports.map(isOpen))
  return ports.find((_, i) => open[i])
}

/** The first of so many free ports in a row. */
export async function freePorts(span: number): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = await freePort(HOST)
    if (port + span <= 65_536 && (await firstOpen(port, span)) === undefined) return port
  }
  throw new Error(`no ${span} free ports in a row were found`)
}

/** Where an engine that does not run yet is to start. Throws when its ports are taken, with how to move it. */
export async function choosePort(name: EngineName, brokers: number, env: Env): Promise<number> {
  const span = engines[name].span(brokers)
  const wanted = wantedPort(name, env)
  if (wanted === 0) return freePorts(span)
  const taken = await firstOpen(wanted, span)
  if (taken === undefined) return wanted
  throw new Error(
    `port ${taken} is in use; set ${portVariable(name)} (or ENGINES_PORT_BASE for all engines) to another one, or to 0 for any`,
  )
}

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The part of a compose file's service that is looked at. */
export type ComposeService = {
  readonly image: string
  readonly build?: {
    readonly context: string
    readonly dockerfile: string
    readonly args: { readonly SERVICE: string }
  }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string | number>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test?: unknown; readonly disable?: boolean }
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly restart?: string
  readonly init?: boolean
}

export type Compose = {
  readonly name?: string
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

export const readCompose = (): Compose => parse(readFileSync(`${root}/docker-compose.yml`, 'utf8'), { merge: true })

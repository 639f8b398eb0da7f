import { type DefaultSources, type Settings, SettingsInput, settingsErrors } from '@waitlist/contracts'
import { Check } from 'typebox/value'
import { ConfigError } from './config-error.ts'
import type { ConfigSources, Environment } from './config-sources.ts'
import { isRecord } from './is-record.ts'
import { allowedValues, valueOfText } from './setting-values.ts'

type Name = keyof Settings

/** What an event gets that nobody configured, where neither the file nor the environment says otherwise. */
export const builtInSettings: Settings = {
  autoOpen: true,
  ticketTypes: [],
  policy: { kind: 'fcfs' },
  fit: { kind: 'skip' },
  notificationWindow: '24 hours',
  purchaseWindow: '2 hours',
  purchaseGrace: '30 seconds',
  maxSize: 10_000,
  maxQuantity: 10,
  autoRelease: true,
  keepPool: false,
  batchSize: null,
  batchInterval: null,
  onExpiry: 'remove',
  maxOffers: 3,
  checkoutUrl: null,
  oneEntryPerAddress: false,
  retention: null,
  consent: null,
  form: [],
  templates: [],
}

/** The name of a setting in the configuration file; in capitals and behind `WAITLIST_`, in the environment. */
const fileName = (name: Name) =>
  name === 'maxSize' ? 'max_waitlist_size' : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const names = new Map((Object.keys(SettingsInput.properties) as Name[]).map((name) => [fileName(name), name]))

function checked(where: string, name: Name, value: unknown): unknown {
  const schema = SettingsInput.properties[name]
  if (Check(schema, value)) return value
  throw new ConfigError(`${where} is ${JSON.stringify(value)}; it must be ${allowedValues(schema)}`)
}

function fromFile({ path, text }: NonNullable<ConfigSources['file']>): Partial<Settings> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw new ConfigError(`${path} is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`)
  }
  const { waitlist = {}, ...others } = isRecord(content) ? content : { waitlist: null }
  if (!isRecord(waitlist)) throw new ConfigError(`${path} must be {"waitlist": {…}}`)
  const [stranger] = Object.keys(others)
  if (stranger !== undefined) throw new ConfigError(`${path}: ${stranger} is not known; the file has "waitlist" only`)
  const found: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(waitlist)) {
    const name = names.get(key)
    if (!name) throw new ConfigError(`${path}: ${key} is not a setting; there are ${[...names.keys()].join(', ')}`)
    found[name] = checked(`${path}: ${key}`, name, value)
  }
  return found
}

function fromEnvironment(env: Environment): Partial<Settings> {
  const found: Record<string, unknown> = {}
  for (const [key, name] of names) {
    const variable = `WAITLIST_${key.toUpperCase()}`
    const text = env[variable]
    if (text) found[name] = checked(variable, name, valueOfText(text))
  }
  return found
}

/** The settings of an event that says nothing itself, and who made those that are not the built-in ones. */
export type Defaults = { readonly settings: Settings; readonly sources: DefaultSources }

/** The environment's settings, else the file's, else the built-in ones. Throws ConfigError where they make no sense. */
export function defaultSettings({ env, file }: ConfigSources): Defaults {
  const filed = file ? fromFile(file) : {}
  const set = fromEnvironment(env)
  const settings = { ...builtInSettings, ...filed, ...set }
  const [error] = settingsErrors({ ...filed, ...set }, settings)
  if (error) {
    const [, name = '', ...rest] = error.pointer.split('/')
    throw new ConfigError(`the default of ${[fileName(name as Name), ...rest].join('/')} ${error.detail}`)
  }
  const from = <S extends 'environment' | 'file'>(given: object, source: S) =>
    Object.fromEntries(Object.keys(given).map((name) => [name, source]))
  return { settings, sources: { ...from(filed, 'file'), ...from(set, 'environment') } }
}

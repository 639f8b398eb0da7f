import { isIP } from 'node:net'
import { ConfigError } from './config-error.ts'

/** Names of networks that the server knows. */
const NETWORKS = ['loopback', 'linklocal', 'uniquelocal']

function isNetwork(text: string): boolean {
  if (NETWORKS.includes(text)) return true
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Whose X-Forwarded-For is believed, from addresses and networks by comma; nobody's when there is none. */
export function trustedProxiesFrom(text: string | undefined): readonly string[] {
  const networks = (text ?? '').split(',').map((one) => one.trim())
  if (networks.join('') === '') return []
  const bad = networks.find((one) => !isNetwork(one))
  if (bad === undefined) return networks
  throw new ConfigError(
    `TRUST_PROXY has ${JSON.stringify(bad)}; it must be addresses or networks such as "10.0.0.0/8", or ${NETWORKS.join(', ')}`,
  )
}

import { ConfigError } from './config-error.ts'

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text
}

/** The origins whose pages may read our answers, by comma; none when there are none. Not all of them: name each. */
export function corsOriginsFrom(text: string | undefined): readonly string[] {
  const origins = (text ?? '').split(',').map((one) => one.trim())
  if (origins.join('') === '') return []
  const bad = origins.find((one) => !isOrigin(one))
  if (bad === undefined) return origins
  throw new ConfigError(
    `CORS_ORIGINS has ${JSON.stringify(bad)}; it must be origins such as "https://tickets.example", several by comma`,
  )
}

import { IsOptional, type TObject } from 'typebox'
import type { RouteDefinition } from '../define-route.ts'
import { refer } from './component-schemas.ts'
import type { Json } from './json.ts'

/** The parameters of a route as OpenAPI lists them: path, query, headers, and the Idempotency-Key where it is taken. */
export function parametersOf(route: RouteDefinition): Json[] {
  return [
    ...parametersIn('path', route.params),
    ...parametersIn('query', route.query),
    // The claim token is a security scheme; OpenAPI wants it there and not here.
    ...parametersIn('header', route.headers).filter((parameter) => parameter.name !== 'x-claim-token'),
    ...(route.idempotencyKey === 'none' ? [] : [idempotencyKey(route)]),
  ]
}

function parametersIn(place: 'path' | 'query' | 'header', schemas: TObject | undefined) {
  return Object.entries(schemas?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: place,
    required: !IsOptional(schema),
    schema: refer(schema),
  }))
}

function idempotencyKey({ idempotencyKey, dryRun }: RouteDefinition): Json {
  const unless =
    dryRun === undefined || idempotencyKey !== 'required'
      ? ''
      : ` Required unless ${dryRun} is set, which uses none up.`
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: idempotencyKey === 'required' && dryRun === undefined,
    description: `A retry with the same key gets the first answer. Its scope is the caller and the route.${unless}`,
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  }
}

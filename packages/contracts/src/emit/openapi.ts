import type { RouteDefinition } from '../define-route.ts'
import { routeExamples } from '../http/route-examples.ts'
import { type RouteId, routes } from '../http/routes.ts'
import { componentSchemas, refer } from './component-schemas.ts'
import type { Json } from './json.ts'
import { parametersOf } from './openapi-parameters.ts'
import { problemResponses } from './openapi-problems.ts'

type Example = { readonly body?: Json; readonly replies?: Readonly<Record<string, Json>> }

const tags = {
  Waitlist: 'Joining, standing in line, leaving',
  Offers: 'The right to buy, for its holder',
  Organizer: 'Releasing tickets and seeing what the list does',
  Settings: 'The rules of one event',
  Events: 'What other ticketing services tell, and what happened',
  Operation: 'Health and documentation',
}

/** The OpenAPI 3.1 document of every route. Deterministic; made of the schemas that requests are checked by. */
export function openApi(): { readonly [name: string]: Json } {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of Object.values<RouteDefinition>(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Waitlist Management',
      version: '1.0.0',
      description: 'Waitlists for sold-out events: join, see where you stand, be offered the tickets that come free.',
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Claims: sub, role (customer, organizer, service, admin), tier?, org?',
        },
        claimToken: {
          type: 'apiKey',
          in: 'header',
          name: 'x-claim-token',
          description: 'The token of the message; claim and decline take it as the body field "token" too.',
        },
      },
    },
  }
}

function operation(route: RouteDefinition): Json {
  const example = (routeExamples[route.id as RouteId] ?? {}) as Example
  const parameters = parametersOf(route)
  const { access, roles, scope } = route.policy
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(access !== 'public' && { description: `For ${roles.join(', ')}; scope: ${scope}.` }),
    security: {
      public: [],
      bearer: [{ bearer: [...roles] }],
      'bearer-or-claim-token': [{ bearer: [...roles] }, { claimToken: [] }],
    }[access],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: requestBody(route, example.body) }),
    responses: { ...replies(route, example.replies ?? {}), ...problemResponses(route) },
  }
}

function requestBody(route: RouteDefinition, example: Json | undefined): Json {
  const documented = route.documentedBody ?? {}
  const content = (route.consumes ?? ['application/json']).map((type) => {
    const schema = refer(documented[type] ?? route.body ?? {})
    // Where the content types differ in their schemas, the example is of the first.
    const shown = example === undefined || (documented[type] && type !== route.consumes?.[0]) ? {} : { example }
    return [type, { schema, ...shown }] as const
  })
  return { required: route.bodyOptional !== true, content: Object.fromEntries(content) }
}

function replies(route: RouteDefinition, examples: Readonly<Record<string, Json>>): Record<string, Json> {
  const entries = Object.entries(route.replies).map(([status, { description, schema, contentType, alternative }]) => {
    const example = examples[status]
    const media = { schema: schema ? refer(schema) : { type: 'string' }, ...(example !== undefined && { example }) }
    const other = alternative === undefined ? {} : { [alternative]: { schema: { type: 'string' } } }
    return [status, { description, content: { [contentType ?? 'application/json']: media, ...other } }] as const
  })
  return Object.fromEntries(entries)
}

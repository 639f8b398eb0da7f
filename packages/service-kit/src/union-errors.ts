import type { SchemaError } from './schema-error.ts'

/** The errors of one alternative of a union. */
type Branch = readonly SchemaError[]

const isTypeOf = (union: SchemaError) => (error: SchemaError) =>
  error.keyword === 'type' && error.instancePath === union.instancePath

/** A constant that tells the alternatives apart: the value itself, or a direct member of it such as `kind`. */
const isKindOf = (union: SchemaError) => (error: SchemaError) =>
  error.keyword === 'const' && !error.instancePath.slice(union.instancePath.length + 1).includes('/')

/** Whether a value could have been meant for this alternative: of its type, and with its constants. */
const isMeant = (union: SchemaError, branch: Branch) => !branch.some(isTypeOf(union)) && !branch.some(isKindOf(union))

const sameRule = (a: SchemaError, b: SchemaError) =>
  a.instancePath === b.instancePath && a.keyword === b.keyword && a.params.missingProperty === b.params.missingProperty

/** What to say when a value was meant for none, or for several, of the alternatives. */
function inSum(union: SchemaError, branches: readonly Branch[]): readonly SchemaError[] {
  const here = { ...union, parentSchema: undefined }
  const types = branches.flatMap((branch) => branch.find(isTypeOf(union)) ?? [])
  if (types.length === branches.length) {
    const names = new Set(types.map((error) => error.params.type))
    return [{ ...here, keyword: 'type', message: `must be ${[...names].join(' or ')}` }]
  }
  const kinds = branches.flatMap((branch) => branch.find(isKindOf(union)) ?? [])
  if (kinds[0] && kinds.length === branches.length) {
    const allowedValues = kinds.map((error) => error.params.allowedValue)
    return [{ ...here, instancePath: kinds[0].instancePath, keyword: 'enum', params: { allowedValues } }]
  }
  const [first = [], ...others] = branches
  const everywhere = first.filter((error) => others.every((branch) => branch.some((other) => sameRule(error, other))))
  return everywhere.length > 0 ? everywhere : [{ ...here, message: 'is not of any of the shapes allowed' }]
}

function settle(errors: readonly SchemaError[], union: SchemaError): readonly SchemaError[] {
  const within = (error: SchemaError) =>
    error.schemaPath.startsWith(`${union.schemaPath}/`) && error.instancePath.startsWith(union.instancePath)
  const byBranch = Map.groupBy(errors.filter(within), (error) => {
    const rest = error.schemaPath.slice(union.schemaPath.length + 1)
    return rest.slice(0, rest.indexOf('/'))
  })
  const branches = [...byBranch.values()]
  const meant = branches.filter((branch) => isMeant(union, branch))
  const said = meant.length === 1 ? (meant[0] as Branch) : inSum(union, meant.length > 0 ? meant : branches)
  return errors.flatMap((error) => (error === union ? said : within(error) ? [] : [error]))
}

/**
 * A value that fits no alternative of a union breaks rules of each. This leaves those of the one it was meant for, by its
 * type and its constants (such as `kind`), or one that sums them up.
 */
export function settleUnions(errors: readonly SchemaError[]): readonly SchemaError[] {
  // Ajv tells of the inner unions first, so an outer one sees what they came to.
  return errors.filter((error) => error.keyword === 'anyOf').reduce<readonly SchemaError[]>(settle, errors)
}

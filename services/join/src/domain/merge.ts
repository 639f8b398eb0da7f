import {
  createValidate,
  type FieldError,
  inputProperties,
  type Settings,
  type SettingsInput,
} from '@waitlist/contracts'
import type { TSchema } from 'typebox'
import type { ConfigureInput } from './commands.ts'

/** An event's own settings after a merge patch, or what is wrong with the result. */
export type Merged = { readonly settings: SettingsInput } | { readonly errors: readonly FieldError[] }

/**
 * Merges a patch into the settings an event has of its own (RFC 7396): those in `reset` go back to their default, a
 * policy, fit or consent is merged member by member with the one in force; another kind begins without the members of
 * the old.
 */
export function mergedSettings(
  own: SettingsInput,
  inForce: Settings,
  patch: ConfigureInput,
  reset: readonly string[],
): Merged {
  const { policy, fit, consent, ...plain } = patch
  const chosen = {
    ...(policy === undefined ? {} : { policy: mergedChoice(inForce.policy, policy) }),
    ...(fit === undefined ? {} : { fit: mergedChoice(inForce.fit, fit) }),
    ...(consent ? { consent: mergedChoice(inForce.consent ?? {}, consent) } : {}),
  }
  const errors = Object.entries(chosen).flatMap(([name, choice]) => choiceErrors(name as Mergeable, choice))
  if (errors.length > 0) return { errors }
  const settings = Object.entries({ ...own, ...plain, ...chosen }).filter(([name]) => !reset.includes(name))
  return { settings: Object.fromEntries(settings) }
}

/** What is wrong with a choice, told by the members of its kind. */
function choiceErrors(name: Mergeable, choice: Choice): FieldError[] {
  const kinds: readonly TSchema[] = inputProperties[name].anyOf
  const kind = kinds.find((one) => {
    const { kind } = (one as { readonly properties?: { readonly kind?: { readonly const?: string } } }).properties ?? {}
    return name === 'consent' || kind?.const === choice.kind
  })
  return createValidate(kind ?? inputProperties[name])(choice, `/${name}`)
}

type Mergeable = 'policy' | 'fit' | 'consent'
type Choice = { readonly kind?: string; readonly version?: string }

function mergedChoice(inForce: Choice, patch: Choice): object {
  const base = patch.kind === undefined || patch.kind === inForce.kind ? inForce : {}
  return Object.fromEntries(Object.entries({ ...base, ...patch }).filter(([, value]) => value !== null))
}

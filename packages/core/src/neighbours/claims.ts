// Finds which headers the tracers in this process will write themselves.
import { familyOf } from '../headers/family-of.ts'
import { failure } from '../shared/warn-once.ts'
import { datadogFields } from './datadog-fields.ts'
import { elasticFields } from './elastic-fields.ts'
import { otelApi, otelFields, otelSuppressed } from './otel.ts'
import { sentryFields } from './sentry-fields.ts'

const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

// On node:http we come last, and see what tracers wrote. On undici they follow its channel and append after every
// dispatch, mostly without checking what is there, so we must know in advance what they will write. We find out through
// what they leave in the process, and never import one.
const undici = diagnosticsChannel.channel('undici:request:create')

interface Neighbour {
  readonly name: string
  /** The headers that it will write on a call made right now. `listening`: something subscribes to undici's channel. */
  readonly fields: (listening: boolean) => readonly string[] | undefined
}

/** A NEW NEIGHBOUR IS ONE LINE HERE. Those that matter only on undici are not checked while nothing subscribes. */
const neighbours: readonly Neighbour[] = [
  { name: 'OpenTelemetry', fields: otelFields },
  { name: 'Datadog', fields: (listening) => (listening ? datadogFields() : undefined) },
  { name: 'Sentry', fields: (listening) => (listening ? sentryFields() : undefined) },
  { name: 'Elastic APM', fields: (listening) => (listening ? elasticFields() : undefined) },
]

/**
 * What the tracers in this process claim for a call made right now: all headers ('suppressed'), or these families, with
 * the name of the tracer.
 */
export function claims(): 'suppressed' | ReadonlyMap<string, string> | undefined {
  const listening = undici.hasSubscribers
  // Most processes have no tracer, and every call passes here.
  if (!listening && otelApi() === undefined) return undefined
  if (otelSuppressed()) return 'suppressed'
  let claimed: Map<string, string> | undefined
  for (const { name, fields } of neighbours) {
    // By family: a tracer that writes x-b3-* with its own span must not meet a captured b3 on the same call.
    for (const field of fieldsOf(name, fields, listening)) claimed = (claimed ?? new Map()).set(familyOf(field), name)
  }
  return claimed
}

const NONE: readonly string[] = []

/** If a version of a tracer behaves in another way, the call must not lose its headers. */
function fieldsOf(name: string, fields: Neighbour['fields'], listening: boolean): readonly string[] {
  try {
    return fields(listening) ?? NONE
  } catch (error) {
    failure(`the check of what ${name} writes`, error)
    return NONE
  }
}

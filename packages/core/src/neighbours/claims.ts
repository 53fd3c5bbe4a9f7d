import { familyOf } from '../headers/family-of.ts'
import { failure } from '../shared/warn-once.ts'
import { datadogFields } from './datadog-fields.ts'
import { elasticFields } from './elastic-fields.ts'
import { otelApi, otelFields, otelSuppressed } from './otel.ts'
import { sentryFields } from './sentry-fields.ts'

const diagnosticsChannel = process.getBuiltinModule('node:diagnostics_channel')

// Tracers that write headers of their own. On node:http we come last, and see what they wrote. Not so on undici: they
// follow its channel and append, after every dispatch, mostly without a look at what is there. So it must be known
// before what they will write. They are asked through what they leave in the process; none is ever imported.
const undici = diagnosticsChannel.channel('undici:request:create')

interface Neighbour {
  readonly name: string
  /** The headers that it will write on a call made right here. `listening`: somebody follows undici's channel. */
  readonly fields: (listening: boolean) => readonly string[] | undefined
}

/** A NEW NEIGHBOUR IS ONE LINE HERE. Those that matter on undici only are not asked while nobody listens. */
const neighbours: readonly Neighbour[] = [
  { name: 'OpenTelemetry', fields: otelFields },
  { name: 'Datadog', fields: (listening) => (listening ? datadogFields() : undefined) },
  { name: 'Sentry', fields: (listening) => (listening ? sentryFields() : undefined) },
  { name: 'Elastic APM', fields: (listening) => (listening ? elasticFields() : undefined) },
]

/** What the tracers beside us want of a call made right here: no headers at all, or these families, with who it is. */
export function claims(): 'suppressed' | ReadonlyMap<string, string> | undefined {
  const listening = undici.hasSubscribers
  // Most processes have no tracer, and every call comes by here.
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

/** A tracer of a version that answers otherwise must not cost the call its headers. */
function fieldsOf(name: string, fields: Neighbour['fields'], listening: boolean): readonly string[] {
  try {
    return fields(listening) ?? NONE
  } catch (error) {
    failure(`the question what ${name} writes`, error)
    return NONE
  }
}

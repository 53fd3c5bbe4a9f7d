// The propagator for the headers that OpenTelemetry has no propagator for.
import type { TextMapSetter } from '@opentelemetry/api'
import { type Context, createContextKey, type TextMapGetter, type TextMapPropagator } from '@opentelemetry/api'
import { type Captured, capture, type FormatName, type Options, TraceferryError } from '@traceferry/core'
import { failure, type ResolvedPolicy, resolvePolicy, show } from '@traceferry/core/internal'
import { carry, leaveToForwarders } from './leave-to-forwarders.ts'

/** The options of a policy that make sense without a target. */
export type MeshPropagatorOptions = Pick<Options, 'formats' | 'headers' | 'maxBytes' | 'verbatim' | 'generate'>

const CAPTURED = createContextKey('traceferry.captured')
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')
const OPTIONS: readonly string[] = ['formats', 'headers', 'maxBytes', 'verbatim', 'generate']
/** OpenTelemetry has its own propagators for these. */
const OWNED = ['w3c', 'b3', 'baggage']

/**
 * Carries x-request-id and the mesh's other headers, as they came, from what an OpenTelemetry instrumentation extracts
 * to what it injects. Put it last among the propagators of a `CompositePropagator`. By default it takes all formats but
 * `w3c`, `b3` and `baggage`. Name one of those only if no other propagator writes it. `TRACEFERRY_FORMATS` in the
 * environment is for the forwarders and does not count here.
 *
 * A propagator is not told where a call goes: these headers go wherever OpenTelemetry sends its own. If traceferry's
 * forwarders are installed, they know better, and it leaves all calls to them.
 *
 * @example
 * new NodeSDK({
 *   textMapPropagator: new CompositePropagator({
 *     propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new MeshPropagator()],
 *   }),
 * })
 */
export class MeshPropagator implements TextMapPropagator {
  readonly #policy: ResolvedPolicy
  readonly #fields: readonly string[]

  /** Throws a `TraceferryError` when an option is wrong. */
  constructor(options: MeshPropagatorOptions = {}) {
    requireKnown(options)
    this.#policy = resolvePolicy({ formats: defaultFormats(), ...options })
    this.#fields = [...new Set([...this.#policy.rules.values()].map((rule) => rule.outbound))]
    leaveToForwarders(this.#fields)
  }

  /**
   * Sets what the context carries on an outbound carrier. If the carrier has a member of a family, that family is left
   * alone.
   */
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const captured = context.getValue(CAPTURED) as Captured | undefined
    if (captured === undefined || context.getValue(SUPPRESSED) === true) return
    try {
      carry(captured, carrier, (name, value) => setter.set(carrier, name, value))
    } catch (error) {
      failure('inject', error)
    }
  }

  /** The context with what the inbound carrier brought, cleaned like everything that traceferry captures. */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    try {
      const lines: string[] = []
      for (const name of getter.keys(carrier)) {
        for (const value of [getter.get(carrier, name) ?? []].flat()) lines.push(name, String(value))
      }
      const captured = capture(lines, this.#policy)
      return captured.headers.length === 0 ? context : context.setValue(CAPTURED, captured)
    } catch (error) {
      failure('extract', error)
      return context
    }
  }

  /** The names that it may set. Those of a prefix, such as `x-team-*`, are not known before they come. */
  fields(): string[] {
    return [...this.#fields]
  }
}

/** The other options of a policy are about targets, which a propagator is not told: they would have no effect. */
function requireKnown(options: object): void {
  const unknown = Object.keys(options ?? {}).find((name) => !OPTIONS.includes(name))
  if (unknown === undefined) return
  throw new TraceferryError('TF007', `unknown option ${show(unknown)}`, `options are ${OPTIONS.join(', ')}`)
}

function defaultFormats(): FormatName[] {
  const families = [...resolvePolicy({}, {}).rules.values()].map((rule) => rule.family)
  return [...new Set(families)].filter((family) => !OWNED.includes(family)) as FormatName[]
}

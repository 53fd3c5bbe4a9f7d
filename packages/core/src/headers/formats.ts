import { isB3, isB3Flags, isB3Sampled, isB3SpanId, isB3TraceId, mendB3 } from './formats/b3.ts'
import { isPriority, isUnsigned64, mendDatadog } from './formats/datadog.ts'
import { isAmazon, isCloudTrace, isGrpcTrace, isJaeger, isSkywalking } from './formats/vendors.ts'
import { isTraceparent, isTracestate, MOST_TRACESTATE, mendW3c } from './formats/w3c.ts'
import type { HeaderList } from './header-list.ts'

/**
 * How one header is treated.
 * - `several`: a repeated header keeps its `first` value (cut at a comma that an earlier hop may have joined with),
 *   its `first-line` (where commas belong to the value), or all of them `join`ed (W3C and RFC 9110 lists).
 * - `scope`: `id` may go to any host that the user allows; `infra` (names and addresses of the user's systems) and
 *   `user` (data about people or tenants) stay inside the mesh unless `userDataTargets` says so. `user` goes first
 *   when the budget is short.
 * - `max`: longest legal value in bytes; `valid`: its shape; `whole`: the shape of all its lines together, where that
 *   takes the place of `valid`, and `mend` asks for it.
 */
export interface Field {
  readonly name: string
  readonly several: 'first' | 'first-line' | 'join'
  readonly scope: 'id' | 'infra' | 'user'
  readonly max: number
  readonly valid?: ((value: string) => boolean) | undefined
  readonly whole?: ((value: string) => boolean) | undefined
}

/** What a format may be called. */
export type FormatName =
  | 'request-id'
  | 'w3c'
  | 'b3'
  | 'datadog'
  | 'skywalking'
  | 'aws'
  | 'google'
  | 'grpc'
  | 'jaeger'
  | 'opentracing'
  | 'baggage'
  | 'client-trace-id'

/** A named family of headers. A call on which the caller set one of them is left without the others. */
export interface Format {
  readonly name: FormatName
  readonly fields: readonly Field[]
  /** Names that share a start, such as `uberctx-`. */
  readonly prefix?: Field
  /** Puts right what only shows when all the members are seen together, such as ids without their partner. */
  readonly mend?: (found: HeaderList) => void
}

type Shape = Partial<Omit<Field, 'name'>>

function field(name: string, shape: Shape = {}): Field {
  return { name, several: 'first', scope: 'id', max: 512, ...shape }
}

const infra: Shape = { scope: 'infra' }
const list: Shape = { several: 'join', max: 65_536 }
const userData: Shape = { scope: 'user', several: 'first-line', max: 8192 }

/**
 * All formats that traceferry knows, in the order in which the byte budget serves them. What each header means to
 * which proxy, and why these defaults: docs/headers.md. A NEW FORMAT IS ONE LINE HERE, and its name above.
 */
export const formats: readonly Format[] = [
  { name: 'request-id', fields: [field('x-request-id')] },
  {
    name: 'w3c',
    fields: [
      field('traceparent', { valid: isTraceparent }),
      // Its members are read once, when all its lines are together.
      field('tracestate', { ...list, ...infra, max: MOST_TRACESTATE, whole: isTracestate }),
    ],
    mend: mendW3c,
  },
  {
    name: 'b3',
    fields: [
      field('b3', { valid: isB3 }),
      field('x-b3-traceid', { valid: isB3TraceId }),
      field('x-b3-spanid', { valid: isB3SpanId }),
      field('x-b3-parentspanid', { valid: isB3SpanId }),
      field('x-b3-sampled', { valid: isB3Sampled }),
      field('x-b3-flags', { valid: isB3Flags }),
    ],
    mend: mendB3,
  },
  {
    name: 'datadog',
    fields: [
      field('x-datadog-trace-id', { valid: (v) => isUnsigned64(v) && v !== '0' }),
      field('x-datadog-parent-id', { valid: isUnsigned64 }),
      field('x-datadog-sampling-priority', { valid: isPriority }),
      field('x-datadog-tags', { ...infra, several: 'first-line' }),
      field('x-datadog-origin', infra),
    ],
    mend: mendDatadog,
  },
  {
    name: 'skywalking',
    fields: [
      field('sw8', { ...infra, max: 2048, valid: isSkywalking }),
      field('sw8-x', infra),
      field('sw8-correlation', userData),
    ],
  },
  { name: 'aws', fields: [field('x-amzn-trace-id', { ...infra, max: 2048, valid: isAmazon })] },
  { name: 'google', fields: [field('x-cloud-trace-context', { valid: isCloudTrace })] },
  { name: 'grpc', fields: [field('grpc-trace-bin', { valid: isGrpcTrace })] },
  { name: 'jaeger', fields: [field('uber-trace-id', { valid: isJaeger })], prefix: field('uberctx-', userData) },
  { name: 'opentracing', fields: [field('x-ot-span-context', { max: 2048 })], prefix: field('ot-tracer-') },
  { name: 'baggage', fields: [field('baggage', { ...list, scope: 'user' })] },
]

/** Formats that are known but wait to be named: they change what a proxy does instead of only telling who asked. */
export const optInFormats: readonly Format[] = [
  { name: 'client-trace-id', fields: [field('x-client-trace-id', infra)] },
]

// The list of formats: which headers traceferry knows, and how it treats each.
import { isB3, isB3Flags, isB3Sampled, isB3SpanId, isB3TraceId, repairB3 } from './formats/b3.ts'
import { isPriority, isUnsigned64, repairDatadog } from './formats/datadog.ts'
import { isAmazon, isCloudTrace, isGrpcTrace, isJaeger, isSkywalking } from './formats/vendors.ts'
import { isTraceparent, isTracestate, MAX_TRACESTATE, repairW3c } from './formats/w3c.ts'
import type { HeaderList } from './header-list.ts'

/**
 * How one header is treated.
 * - `several`: what happens to a repeated header. It keeps its `first` value (cut at a comma, because an earlier hop
 *   may have joined several values), or its `first-line` (where commas belong to the value), or all lines are `join`ed
 *   (W3C and RFC 9110 lists).
 * - `scope`: `id` may go to any host that the user allows. `infra` (names and addresses of the user's systems) and
 *   `user` (data about people or tenants) stay inside the mesh unless `userDataTargets` allows more. `user` data is
 *   dropped first when the byte budget is exceeded.
 * - `max`: the longest legal value in bytes. `valid`: the shape of a value. `whole`: the shape of all lines of the
 *   header together. If it is set, it replaces `valid`, and `repair` calls it.
 */
export interface Field {
  readonly name: string
  readonly several: 'first' | 'first-line' | 'join'
  readonly scope: 'id' | 'infra' | 'user'
  readonly max: number
  readonly valid?: ((value: string) => boolean) | undefined
  readonly whole?: ((value: string) => boolean) | undefined
}

/** The names of formats. */
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

/** A named family of headers. If the caller sets one of them on a call, the others are not added. */
export interface Format {
  readonly name: FormatName
  readonly fields: readonly Field[]
  /** Header names that start with the same text, such as `uberctx-`. */
  readonly prefix?: Field
  /** Repairs problems that only show when all members are seen together, such as an id without its partner. */
  readonly repair?: (found: HeaderList) => void
}

type FieldOptions = Partial<Omit<Field, 'name'>>

function field(name: string, options: FieldOptions = {}): Field {
  return { name, several: 'first', scope: 'id', max: 512, ...options }
}

const infra: FieldOptions = { scope: 'infra' }
const list: FieldOptions = { several: 'join', max: 65_536 }
const userData: FieldOptions = { scope: 'user', several: 'first-line', max: 8192 }

/**
 * All formats that traceferry knows, in the order in which the byte budget serves them. docs/headers.md says what each
 * header means to which proxy, and why these are the defaults. A NEW FORMAT IS ONE LINE HERE,
 * and its name above.
 */
export const formats: readonly Format[] = [
  { name: 'request-id', fields: [field('x-request-id')] },
  {
    name: 'w3c',
    fields: [
      field('traceparent', { valid: isTraceparent }),
      // Its members are checked once, when all its lines are joined.
      field('tracestate', { ...list, ...infra, max: MAX_TRACESTATE, whole: isTracestate }),
    ],
    repair: repairW3c,
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
    repair: repairB3,
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
    repair: repairDatadog,
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

/**
 * Formats that are used only if they are listed: they change what a proxy does, while the others only identify the
 * request.
 */
export const optInFormats: readonly Format[] = [
  { name: 'client-trace-id', fields: [field('x-client-trace-id', infra)] },
]

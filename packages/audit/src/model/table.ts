// All records as columns of numbers: 84 bytes each, and a bound to how many there are.
import { type Id, readId } from './ids.ts'
import { createNames, type Names } from './names.ts'
import type { Name, SidecarRecord } from './record.ts'

/** What a record is, as bits of `flags`. */
export const is = {
  inbound: 1,
  outbound: 2,
  app: 4,
  proxy: 8,
  root: 16,
  parentKnown: 32,
  probe: 64,
  gateway: 128,
  outside: 256,
  unsampled: 512,
  hasTrace: 1024,
  hasRequestId: 2048,
  log: 4096,
  hasSpan: 8192,
  oddTrace: 16384,
  oddRequest: 32768,
} as const

const words = { trace: 4, span: 2, parent: 2, request: 4 } as const

export interface Table {
  readonly length: number
  readonly flags: Uint16Array
  readonly trace: Uint32Array
  readonly span: Uint32Array
  readonly parent: Uint32Array
  readonly request: Uint32Array
  readonly start: Float64Array
  readonly duration: Float64Array
  readonly instance: Uint32Array
  readonly workload: Uint32Array
  readonly peer: Uint32Array
  readonly target: Uint32Array
  readonly agent: Uint32Array
  readonly instances: Names
  readonly workloads: Names
  readonly targets: Names
  readonly agents: Names
  /** For an instance whose workload its records do not tell: a number of `workloads`. */
  readonly hints: ReadonlyMap<number, number>
  /** One of so many traces is kept: 1 until there are too many. */
  readonly thinned: number
  add(record: SidecarRecord): void
}

/** @param most records; beyond it every second trace is dropped, by its id, so that no service is favoured */
export function createTable(most = 2_000_000): Table {
  let size = Math.min(4096, most)
  const column = {
    flags: new Uint16Array(size),
    trace: new Uint32Array(size * words.trace),
    span: new Uint32Array(size * words.span),
    parent: new Uint32Array(size * words.parent),
    request: new Uint32Array(size * words.request),
    start: new Float64Array(size),
    duration: new Float64Array(size),
    instance: new Uint32Array(size),
    workload: new Uint32Array(size),
    peer: new Uint32Array(size),
    target: new Uint32Array(size),
    agent: new Uint32Array(size),
  }
  const names = {
    instances: createNames(100_000),
    workloads: createNames(20_000),
    targets: createNames(20_000),
    agents: createNames(5_000),
  }
  const keys = Object.keys(column) as (keyof typeof column)[]
  const widthOf = (key: keyof typeof column) => (key in words ? words[key as keyof typeof words] : 1)
  const hints = new Map<number, number>()
  const id: Id = new Uint32Array(4)
  let length = 0
  let thinned = 1

  return {
    get length() {
      return length
    },
    get thinned() {
      return thinned
    },
    get flags() {
      return column.flags
    },
    get trace() {
      return column.trace
    },
    get span() {
      return column.span
    },
    get parent() {
      return column.parent
    },
    get request() {
      return column.request
    },
    get start() {
      return column.start
    },
    get duration() {
      return column.duration
    },
    get instance() {
      return column.instance
    },
    get workload() {
      return column.workload
    },
    get peer() {
      return column.peer
    },
    get target() {
      return column.target
    },
    get agent() {
      return column.agent
    },
    ...names,
    hints,
    add,
  }

  function add(record: SidecarRecord): void {
    const row = length
    if (row === size) grow()
    let flags: number = is[record.direction]
    const { traceId = '', spanId = '', requestId = '', parent } = record
    const trace = readId(traceId, id)
    column.trace.set(id, row * 4)
    if (trace !== 'none') flags |= trace === 'odd' ? is.hasTrace | is.oddTrace : is.hasTrace
    const request = readId(requestId, id)
    column.request.set(id, row * 4)
    if (request !== 'none') flags |= request === 'odd' ? is.hasRequestId | is.oddRequest : is.hasRequestId
    if (readId(spanId, id) !== 'none') flags |= is.hasSpan
    short(column.span, row)
    if (parent !== 'unknown') {
      flags |= is.parentKnown
      if (parent === 'none' || readId(parent.id, id) === 'none') flags |= is.root
      else short(column.parent, row)
    }
    if (record.probe) flags |= is.probe
    if (record.gateway) flags |= is.gateway
    if (record.outside) flags |= is.outside
    if (record.sampled === false) flags |= is.unsampled
    if (record.source === 'log') flags |= is.log
    column.flags[row] = flags
    column.start[row] = record.start
    column.duration[row] = Math.max(0, record.duration)
    column.instance[row] = names.instances.of(record.instance)
    column.workload[row] = record.workload === undefined ? 0 : names.workloads.of(nameText(record.workload))
    column.peer[row] = record.peer === undefined ? 0 : names.workloads.of(nameText(record.peer))
    column.target[row] = record.target === undefined ? 0 : names.targets.of(record.target)
    column.agent[row] = record.userAgent === undefined ? 0 : names.agents.of(record.userAgent.slice(0, 200))
    if (record.hint !== undefined) hints.set(column.instance[row]!, names.workloads.of(nameText(record.hint)))
    if (thinned === 1 || kept(row)) length++
    while (length >= most) thin()
  }

  /** The last 64 bits: ids of spans have no more. */
  function short(to: Uint32Array, row: number): void {
    to[row * 2] = id[2]!
    to[row * 2 + 1] = id[3]!
  }

  function grow(): void {
    size = Math.min(most, size * 2)
    for (const key of keys) Object.assign(column, { [key]: larger(column[key], size * widthOf(key)) })
  }

  /** By the trace, else by the request: what belongs together stays together. */
  function kept(row: number): boolean {
    const of = (column.flags[row]! & is.hasTrace) !== 0 ? column.trace : column.request
    const mixed = Math.imul(of[row * 4 + 3]! ^ (of[row * 4 + 2]! >>> 7), 0x9e3779b1) >>> 8
    return mixed % thinned === 0
  }

  function thin(): void {
    thinned *= 2
    const before = length
    length = 0
    for (let row = 0; row < before; row++) {
      if (!kept(row)) continue
      for (const key of keys) {
        const width = widthOf(key)
        column[key].copyWithin(length * width, row * width, (row + 1) * width)
      }
      length++
    }
    // All of one trace: nothing to choose by any more.
    if (length === before) length = Math.floor(before / 2)
  }
}

function larger<T extends Uint16Array | Uint32Array | Float64Array>(old: T, size: number): T {
  const made = new (old.constructor as new (size: number) => T)(size)
  made.set(old)
  return made
}

/** `orders/shop`: a slash stands in no name of Kubernetes. */
export function nameText({ name, namespace }: Name): string {
  return namespace === undefined ? name : `${name}/${namespace}`
}

export function nameOf(text: string): Name {
  const at = text.lastIndexOf('/')
  return at < 0 ? { name: text } : { name: text.slice(0, at), namespace: text.slice(at + 1) }
}

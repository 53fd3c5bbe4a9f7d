// A mesh that exists in numbers only: what its sidecars would record, with planted faults. The faults themselves are
// proven on real sidecars by tools/audit; this one is for sizes, formats, rates and odd input.

export interface Seen {
  readonly service: string
  readonly side: 'inbound' | 'outbound'
  readonly traceId: string
  readonly id: string
  readonly parentId: string | undefined
  readonly requestId: string
  /** Microseconds. */
  readonly start: number
  readonly duration: number
  readonly peer: string
  readonly agent: string
}

export type Fault = 'whole' | 'lost' | 'id-only' | 'trace-only' | 'flat' | 'hole' | 'mixed' | 'half' | 'timer'

export interface Setting {
  /** What each service does wrong. `front` calls each of them, and each of them calls `sink`. */
  readonly services: Readonly<Record<string, Fault>>
  readonly requests: number
  readonly seed?: number
  /** How many of 1 the mesh records. */
  readonly sampling?: number
  /** Microseconds between two requests, in the mean. */
  readonly gap?: number
  /** Microseconds by which the clock of a service is wrong. */
  readonly skew?: Readonly<Record<string, number>>
}

const T0 = 1_780_000_000_000_000

export function* simulate({
  services,
  requests,
  seed = 1,
  sampling = 1,
  gap = 200_000,
  skew = {},
}: Setting): Generator<Seen> {
  const random = randomOf(seed)
  const hex = (length: number) =>
    Array.from({ length: length / 8 }, () =>
      Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('')
  const uuid = () => hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const isRecorded = () => random() < sampling
  let now = T0
  const before = new Map<string, Context>()
  for (let i = 0; i < requests; i++) {
    now += Math.round(-Math.log(1 - random()) * gap)
    const context: Context = {
      traceId: hex(32),
      id: hex(16),
      parentId: undefined,
      requestId: uuid(),
      recorded: isRecorded(),
    }
    // The gateway, the front, and what it calls.
    yield* seen('gateway', 'outbound', context, now, 60_000, 'front', 'curl/8')
    const front = below(context)
    yield* seen('front', 'inbound', front, now + 500, 58_000, '', 'curl/8')
    for (const [service, fault] of Object.entries(services)) {
      const start = now + 1_000 + Math.round(random() * 5_000)
      const out = below(front)
      yield* seen('front', 'outbound', out, start, 40_000, service, 'node')
      const into = below(out)
      yield* seen(service, 'inbound', into, start + 300, 39_000, '', 'node')
      const call = callOf(fault, into, front, before.get(service))
      before.set(service, into)
      const at = start + 2_000 + Math.round(random() * 20_000)
      yield* seen(service, 'outbound', call, at, 10_000, 'sink', agents[fault] ?? 'node')
      yield* seen('sink', 'inbound', below(call), at + 200, 9_000, '', 'node')
    }
  }
  // Timers run at their own times, and as often as there are requests.
  const span = now - T0
  for (const [service, fault] of Object.entries(services)) {
    if (fault !== 'timer') continue
    for (let i = 0; i < requests; i++) {
      const call = { traceId: hex(32), id: hex(16), parentId: undefined, requestId: uuid(), recorded: isRecorded() }
      const at = T0 + Math.round(((i + 0.37) * span) / requests)
      yield* seen(service, 'outbound', call, at, 10_000, 'sink', 'node')
      yield* seen('sink', 'inbound', below(call), at + 200, 9_000, '', 'node')
    }
  }

  function below(context: Context): Context {
    return { ...context, id: hex(16), parentId: context.id }
  }

  function fresh(): Context {
    return { traceId: hex(32), id: hex(16), parentId: undefined, requestId: uuid(), recorded: isRecorded() }
  }

  function callOf(fault: Fault, own: Context, front: Context, last: Context | undefined): Context {
    if (fault === 'lost' || (fault === 'half' && random() < 0.5)) return fresh()
    if (fault === 'id-only') return { ...fresh(), requestId: own.requestId, recorded: own.recorded }
    if (fault === 'trace-only') return { ...below(own), requestId: uuid() }
    if (fault === 'flat') return below({ ...front, requestId: own.requestId })
    if (fault === 'hole') return { ...below(own), parentId: hex(16) }
    // The trace of this request with the id of the one before.
    if (fault === 'mixed') return { ...below(own), requestId: last?.requestId ?? own.requestId }
    return below(own)
  }

  function* seen(
    service: string,
    side: Seen['side'],
    { traceId, id, parentId, requestId, recorded }: Context,
    start: number,
    duration: number,
    peer: string,
    agent: string,
  ): Generator<Seen> {
    const at = start + (skew[service] ?? 0)
    if (recorded) yield { service, side, traceId, id, parentId, requestId, start: at, duration, peer, agent }
  }
}

interface Context {
  readonly traceId: string
  readonly id: string
  readonly parentId: string | undefined
  readonly requestId: string
  readonly recorded: boolean
}

const agents: Partial<Record<Fault, string>> = { lost: 'python-requests/2.32.3', flat: 'Go-http-client/1.1' }

/** mulberry32: the same numbers for the same seed, on every machine. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

import { type Context, createWeakStore } from '@traceferry/core/internal'

// What is noted of a request of node:http from when it is made: whose it is, and where it will go.

const http = process.getBuiltinModule('node:http')

/** What is noted of a call. */
export interface CallRecord {
  readonly context: Context
  readonly origin: string
  /** The name that TLS was told to ask for, if the caller said one. */
  readonly servername: string | undefined
  /** Whether the request is there, and the note on it. */
  recorded: boolean
  /** What we have added to its head, until that is sent. */
  text: string
}

// Up to Node 22 the callback of `end` is a listener of `finish`, and bound as such.
const keepsEnds = Object.getOwnPropertySymbols(new http.OutgoingMessage()).some(
  (s) => s.description === 'kEndCallbacks',
)

/** The methods of messages whose callback must be bound as it is handed over. */
export const sending: readonly string[] = keepsEnds ? ['write', 'end'] : ['write']

declare const PLACED: unique symbol

// A list, or on Node 20 an object, that each request has of its own for as long as it lives, under a symbol of Node's.
const PLACE: typeof PLACED = Object.getOwnPropertySymbols(new http.OutgoingMessage()).find(({ description }) =>
  ['kChunkedBuffer', 'kOutHeaders'].includes(description as string),
) as typeof PLACED

const records = createWeakStore<CallRecord>((request) => (request as { [PLACE]?: unknown })[PLACE])

// The note on the request that is being made right now: its head may be written before we get to see it.
let making: CallRecord | undefined

/** The note on a request, also on the one that is being made. */
export function recordOf(request: object): CallRecord | undefined {
  return records.get(request) ?? making
}

/** Whose call a request is. */
export function contextOfCall(request: object): Context | undefined {
  return records.get(request)?.context
}

/** Whose call an answer is for, which knows its request. */
export function contextOfAnswer(answer: object): Context | undefined {
  const request = Reflect.get(answer, 'req') as object | null | undefined
  return request === undefined || request === null ? undefined : contextOfCall(request)
}

/** Whether a request has been noted. */
export function isRecorded(request: object): boolean {
  return records.get(request) !== undefined
}

/** Notes a request. */
export function recordCall(request: object, record: CallRecord): void {
  record.recorded = true
  records.set(request, record)
}

/** Makes a request that is noted from its first moment. */
export function whileMaking<R>(record: CallRecord | undefined, make: () => R): R {
  const before = making
  making = record
  try {
    return make()
  } finally {
    making = before
  }
}

/** The note that the request which is being made will have. */
export function currentRecord(): CallRecord | undefined {
  return making
}

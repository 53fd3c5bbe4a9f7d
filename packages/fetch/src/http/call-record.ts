// What we keep of a request of node:http while it is made and sent: its context, and where it goes.
import { type Context, createWeakStore, requestOf } from '@traceferry/core/internal'

const http = process.getBuiltinModule('node:http')
// A Worker may have no node:http.
const message: object = http === undefined ? {} : new http.OutgoingMessage()

/** What we keep of a call. */
export interface CallRecord {
  readonly context: Context
  readonly origin: string
  /** The server name that the caller set for TLS, if there is one. */
  readonly servername: string | undefined
  /** Whether the request exists, with this record. */
  recorded: boolean
}

// Up to Node 22 the callback of `end` is a listener of `finish`, and bound as one.
const keepsEnds = Object.getOwnPropertySymbols(message).some((s) => s.description === 'kEndCallbacks')

/** Methods of requests and responses whose callback must be bound when it is passed in. */
export const sending: readonly string[] = keepsEnds ? ['write', 'end'] : ['write']

declare const PLACED: unique symbol

// A list, or on Node 20 an object, that each request owns for as long as it lives, under a symbol of Node's.
const PLACE: typeof PLACED = Object.getOwnPropertySymbols(message).find(({ description }) =>
  ['kChunkedBuffer', 'kOutHeaders'].includes(description as string),
) as typeof PLACED

const records = createWeakStore<CallRecord>((request) => (request as { [PLACE]?: unknown })[PLACE])

// The record of the request that is being made right now: its head may be written before we get to see it.
let making: CallRecord | undefined

/** The record of a request, also of the one that is being made. */
export function recordOf(request: object): CallRecord | undefined {
  return records.get(request) ?? making
}

/** The context of a request. */
export function contextOfCall(request: object): Context | undefined {
  return records.get(request)?.context
}

/** The context of a response, which knows its request. */
export function contextOfAnswer(answer: object): Context | undefined {
  const request = requestOf(answer) as object | null | undefined
  return request === undefined || request === null ? undefined : contextOfCall(request)
}

/** Whether a request has a record. */
export function isRecorded(request: object): boolean {
  return records.get(request) !== undefined
}

/** Keeps the record of a request. */
export function recordCall(request: object, record: CallRecord): void {
  record.recorded = true
  records.set(request, record)
}

/** Makes a request that has its record from the first moment. */
export function whileMaking<R>(record: CallRecord | undefined, make: () => R): R {
  const before = making
  making = record
  try {
    return make()
  } finally {
    making = before
  }
}

/** The record of the request that is being made. */
export function currentRecord(): CallRecord | undefined {
  return making
}

/**
 * The contracts that every adapter and every forwarder must pass, and the tools they use.
 * @module
 */

export { type CallOut, type Clients, makeClients } from './clients.ts'
export { compile } from './compile.ts'
export { type Behavior, type Echo, type SeenCall, startEcho } from './echo.ts'
export { differences, everything, type Found } from './everything.ts'
export { expectCarried, linesOf, tracingLines } from './expect-carried.ts'
export { freePort } from './free-port.ts'
export { type Ability, type Adapter, type Handler, inbound, type Served, type Setup } from './inbound.ts'
export { listen } from './listen.ts'
export type { CallHeaders, Client, Quirks, Reply } from './outbound/client.ts'
export { cross } from './outbound/crossing.ts'
export { outside, resolveOutsideNames } from './outbound/outside-names.ts'
export { within } from './outbound/within.ts'
export { outbound } from './outbound.ts'
export { type Block, blocksOf, type Program, startProgram } from './program.ts'
export { type QueueClient, type QueueQuirks, queue } from './queue.ts'
export { connectRaw, type RawClient, type RawRequest, requestRaw, requestText } from './raw-client.ts'
export { headersOf, samples, tracingNames } from './samples.ts'
export { selfSigned } from './self-signed.ts'
export { type Parsed, parses } from './uploads.ts'
export { type Sent, startWire, type Wire } from './wire.ts'

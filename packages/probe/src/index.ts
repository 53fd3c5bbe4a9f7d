/**
 * Traceroute for header propagation: services report to a signed, one-time probe which headers they took in, and which of
 * their calls carried them.
 * @module
 */
export { probe } from './probe.ts'
export { isOfProxy } from './proxy.ts'
export { type Hop, type HopCall, readReport } from './report.ts'
export { secretOf } from './secret.ts'
export { createToken, PROBE, PROBED, REPORT, type Token } from './token.ts'

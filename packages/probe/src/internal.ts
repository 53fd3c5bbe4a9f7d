/** Exports for other traceferry packages only. Any version may change them. */

export { type Hop, type HopCall, readHopReport } from './hop-report.ts'
export * from './index.ts'
export { isOfProxy } from './is-of-proxy.ts'
export { secretOf } from './secret.ts'
export { createToken, PROBE, PROBED, REPORT, type Token } from './token.ts'

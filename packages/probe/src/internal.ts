/** What only the packages of traceferry need from this one. No promise of stability: any version may change it. */
export * from './index.ts'
export { isOfProxy } from './proxy.ts'
export { type Hop, type HopCall, readReport } from './report.ts'
export { secretOf } from './secret.ts'
export { createToken, PROBE, PROBED, REPORT, type Token } from './token.ts'

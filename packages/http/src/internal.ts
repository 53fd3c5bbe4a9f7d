/** What only the packages of traceferry need from this one. No promise of stability: any version may change it. */

export { wrapEmit } from './emit.ts'
export { traceferry } from './index.ts'

/** What traceferry's other packages need from this one. It is not stable: any version may change it. */

export { traceferry } from './traceferry.ts'
export { wrapEmit } from './wrap-emit.ts'

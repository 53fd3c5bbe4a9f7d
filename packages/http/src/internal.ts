/** What the other packages of traceferry need from this one. It is not stable: any version may change it. */

export * from './index.ts'
export { wrapEmit } from './wrap-emit.ts'

/** What only the packages of traceferry need from this one. No promise of stability: any version may change it. */

export * from './index.ts'
export { wrapEmit } from './wrap-emit.ts'

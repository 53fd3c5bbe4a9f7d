/** What the other packages of traceferry need from this one. It is not stable: any version may change it. */

export { traceferry } from './index.ts'
export { wrapServe } from './wrap-serve.ts'

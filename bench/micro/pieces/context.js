import { AsyncLocalStorage } from 'node:async_hooks'
import { current, run } from '../../../packages/core/dist/index.js'
import { captured } from '../samples.js'

const alone = new AsyncLocalStorage()
const nothing = () => undefined

export const pieces = {
  'context: AsyncLocalStorage.run alone': () => alone.run(captured, nothing),
  'context: run': () => run(captured, nothing),
  'context: current, outside of a request': () => current(),
  'context: run, and current in it': () => run(captured, current),
}

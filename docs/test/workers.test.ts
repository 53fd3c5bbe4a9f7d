import { blocksOf, compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { crossRecipe, programOf } from './support/recipe.ts'

const page = 'docs/recipes/workers.md'
const program = (text: string) => programOf(page, text)

beforeAll(() => compile('core', 'fetch', 'http', 'express', 'register', 'messages'))

describe(`${page}: 200 requests at once, no header wrong, none lost`, { timeout: 60_000 }, () => {
  test('every program has its test', () => expect(blocksOf(page)).toHaveLength(7))

  test('a worker thread', () => crossRecipe(program("parentPort?.on('message', ({ id, trace })")))
  test('a worker thread of a process started with register, without a line of its own', () => {
    const code = program("parentPort?.on('message', ({ id, trace })")
    const bare = code.replace('  app.use(traceferry())\n', '').replace('  install()\n', '')
    expect(bare.length).toBeLessThan(code.length - 30)
    return crossRecipe(bare, { requests: 40, flags: ['--import', '@traceferry/register'] })
  })
  test('a thread per job, with workerData', () => crossRecipe(program('workerData }'), { requests: 5 }))
  test('what a worker answers', () => crossRecipe(program('waiting.set')))
  test('Piscina', () => crossRecipe(program('Piscina')))
  test('p-queue', () => crossRecipe(program('p-queue')))
  test('a pool whose connections call back', () => crossRecipe(program('generic-pool')))
  test('an emitter', () => crossRecipe(program('EventEmitter')))
})

// So that it is seen to be needed. The others: pools.test.ts.
test('without bind, what a worker answers goes by the request that made the worker', async () => {
  const unbound = program('waiting.set').replace('bind(answered)', 'answered')
  await expect(crossRecipe(unbound, { requests: 40 })).rejects.toThrow(/wrong/)
})

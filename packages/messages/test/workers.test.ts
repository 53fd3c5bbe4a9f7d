import { blocksOf, compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { crossRecipe, programOf } from './recipe.ts'

const page = 'docs/recipes/workers.md'
const program = (text: string) => programOf(page, text)

beforeAll(() => compile('core', 'fetch', 'http', 'express', 'register', 'messages'))

describe(`${page}: 200 requests at once, no header wrong, none lost`, () => {
  test('every program has its test', () => expect(blocksOf(page)).toHaveLength(7))

  test('a worker thread', () => crossRecipe(program("parentPort.on('message', ({ id, trace })")))
  test('a worker thread of a process started with register, without a line of its own', () => {
    const code = program("parentPort.on('message', ({ id, trace })")
    const bare = code.replace('  app.use(traceferry())\n', '').replace('  install()\n', '')
    expect(bare.length).toBeLessThan(code.length - 30)
    return crossRecipe(bare, { requests: 40, flags: ['--import', '@traceferry/register'] })
  })
  test('a thread per job, with workerData', () => crossRecipe(program('workerData }'), { requests: 12 }))
  test('what a worker answers', () => crossRecipe(program('waiting.set')))
  test('Piscina', () => crossRecipe(program('Piscina')))
  test('p-queue', () => crossRecipe(program('p-queue')))
  test('a pool whose connections call back', () => crossRecipe(program('generic-pool')))
  test('an emitter', () => crossRecipe(program('EventEmitter')))
})

describe('and without bind, the same programs send headers of other requests', () => {
  test.each(['waiting.set', 'p-queue', 'generic-pool'])('%s', async (text) => {
    const unbound = program(text).replace(/bind\((\w+)\)/, '$1')
    await expect(crossRecipe(unbound, { requests: 40 })).rejects.toThrow(/wrong/)
  })
})

import { compile } from '@traceferry/testkit'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findEnvoy } from '../../../../tools/envoy/envoy-binary.js'
import { type Chain, startChain } from '../../../../tools/proof/chain.js'
import { blocksOf, type Program, startProgram } from '../../../testkit/src/program.ts'

// Each recipe unchanged from the page, in its own process, calling a service that answers 503 through a real Envoy.
const recipes = blocksOf('docs/recipes/retries.md').flatMap(({ language, code }) => (language === 'js' ? [code] : []))
const libraries = ['undici', 'got', 'axios-retry', 'cockatiel', 'p-retry']
const retry_policy = { num_retries: 2, retry_on: '5xx' }

let retrying: Chain
let plain: Chain
beforeAll(async () => {
  compile('core', 'sidecar')
  const envoy = await findEnvoy()
  const settings = { answer: 503 }
  retrying = await startChain(envoy, { hops: 2, settings, out: { retry_policy } })
  plain = await startChain(envoy, { hops: 2, settings })
}, 240_000)
afterAll(() => Promise.all([retrying?.stop(), plain?.stop()]))

let program: Program | undefined
afterEach(() => program?.stop())

/** How many calls reach the leaf when a recipe makes one. */
async function callsAtLeaf(recipe: string, chain: Chain): Promise<number> {
  const server = `
    import { createServer } from 'node:http'
    createServer(async (request, response) => {
      if (request.url !== '/') return response.end()
      const status = await getOrders().catch((error) => \`\${error.statusCode} \${error.message}\`)
      response.end(String(status))
    }).listen(8080)`
  program = await startProgram(recipe + server, chain.out)
  const leaf = chain.apps[1]?.messages ?? []
  const before = leaf.length
  const answer = await fetch(program.url)
  expect(await answer.text()).toContain('503')
  return leaf.slice(before).filter(({ event }) => event === 'arrived').length
}

describe('docs/recipes/retries.md', () => {
  test.each(libraries)(
    '%s: the mesh owns them, the app does, and what both make of it',
    async (library) => {
      const recipe = recipes.find((code) => code.includes(`from '${library}'`)) ?? ''
      expect(recipe).toContain("retryOwner: 'mesh'")
      const byApp = recipe.replace("'mesh'", "'app'")
      const calls = []
      for (const [code, chain] of [
        [recipe, retrying],
        [byApp, plain],
        [byApp, retrying],
      ] as const) {
        calls.push(await callsAtLeaf(code, chain))
        await program?.stop()
      }
      expect(calls).toEqual([3, 3, 9])
    },
    60_000,
  )

  test('tells who answered', async () => {
    const recipe = recipes.at(-1) as string
    expect(await callsAtLeaf(recipe, plain)).toBe(1)
    await expect.poll(() => program?.output()).toContain('app: status 503, worth another try')
  })

  test('has a recipe for each library, and nothing that is not run', () => {
    expect(recipes).toHaveLength(1 + libraries.length + 1)
  })
})

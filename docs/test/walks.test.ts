import { compile } from '@traceferry/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { pages } from './support/pages.ts'
import { isWalk, walk } from './support/walk.ts'

// The pages that are to be followed step by step. testing/README.md, which has three runners: testing.test.ts.
const walks = pages().filter((page) => isWalk(page) && page !== 'packages/testing/README.md')

beforeAll(() => compile('core', 'fetch', 'express', 'fastify', 'koa', 'hono', 'http', 'register', 'grpc', 'testing'))

describe.concurrent('followed step by step', { timeout: 120_000 }, () => {
  test.each(walks)('%s', async (page) => {
    for (const { line, printed, expected } of await walk(page)) {
      expect(printed.trim(), `${page}:${line}`).toBe(expected.trim())
    }
  })

  test.each(walks.filter((page) => page.startsWith('docs/start/')))('%s, with the line taken out', async (page) => {
    const [step] = await walk(page, withoutLine)
    expect(step?.printed).toBe('orders got x-request-id: undefined\norders got traceparent: undefined\n')
  })
})

test('every framework has its five minutes', () => {
  const started = walks.flatMap((page) => /^docs\/start\/(\w+)\.md$/.exec(page)?.[1] ?? [])
  expect(started.sort()).toEqual(['express', 'fastify', 'hono', 'http', 'koa', 'nest', 'register'])
})

function withoutLine(text: string): string {
  const bare = text.replace('--import @traceferry/register ', '').replace('traceferry(server)', 'server')
  return bare.replace(/^.*\btraceferry\b.*\n/gm, (line) => (line.startsWith('npm ') ? line : ''))
}

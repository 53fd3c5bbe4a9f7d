import { blocksOf, type Program, startProgram } from '@traceferry/testkit'
import { afterEach, describe, expect, test } from 'vitest'

// Each program of the page logs the line that stands below it.
const blocks = blocksOf('docs/recipes/logs.md')
const recipes = blocks.flatMap((block, i) =>
  block.language === 'js' ? [[block.code, blocks[i + 1]?.code.trim() ?? '']] : [],
)

let program: Program | undefined
afterEach(() => program?.stop())

describe('docs/recipes/logs.md', () => {
  test.each(recipes.map(([code, line]) => [line, code] as const))('logs %s', async (line, code) => {
    program = await startProgram(code as string)
    const traceparent = '00-463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-01'
    await fetch(program.url, { headers: { 'x-request-id': 'r-1', traceparent } })
    await expect.poll(() => program?.output().trim().split('\n'), { timeout: 10_000 }).toContain(line)
  })

  test('has a program for pino, winston and none', () => expect(recipes).toHaveLength(3))
})

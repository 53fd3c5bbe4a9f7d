import { readdirSync, readFileSync } from 'node:fs'
import { startEcho } from '@traceferry/testkit'
import { transform } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { root } from './support/pages.ts'

// The examples of the docstrings, which the reference shows: each is sound JavaScript, and imports what there is. Those
// that name nothing but our functions are run; the others need an app around them, and stand in the pages as programs.

const packages = readdirSync(`${root}packages`).filter(
  (name) => !['testkit', 'audit', 'cli', 'doctor', 'inject'].includes(name),
)

interface Example {
  readonly title: string
  readonly package: string
  readonly code: string
}

const examples = packages.flatMap((name) =>
  readdirSync(`${root}packages/${name}/src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => examplesOf(name, file)),
)

function examplesOf(name: string, file: string): Example[] {
  const text = readFileSync(`${root}packages/${name}/src/${file}`, 'utf8')
  return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*?)@example\n([\s\S]*?)\*\/\n\s*(.*)/g)].map(
    ([, , body = '', next]) => ({
      title: `${name}/${file}: ${next}`,
      package: name,
      code: body.replace(/^\s*\* ?/gm, '').replace(/^@\w[\s\S]*/m, ''),
    }),
  )
}

const load = (name: string): Promise<Record<string, unknown>> => import(`${root}packages/${name}/src/index.ts`)

/** Has side effects that a test process must not have, or waits for something of the cluster. */
const STARTS = /gracefulServer|awaitSidecar|quitSidecar|drain\(|warnings\(|probe\(|startService|install\(|deadline\(/

describe('examples in docstrings', () => {
  test('are there', () => expect(examples.length).toBeGreaterThan(30))

  test.each(examples.map((example) => [example.title, example] as const))('is sound: %s', async (_, { code }) => {
    await transform(code, { loader: 'ts', format: 'esm', target: 'node20' })
    for (const [, names = '', from = ''] of code.matchAll(/import \{([^}]+)\} from '@traceferry\/([a-z]+)'/g)) {
      const there = Object.keys(await load(from))
      for (const imported of names.split(',')) expect(there).toContain(imported.trim().split(' as ')[0])
    }
  })

  test('those that need nothing else run', async () => {
    const ran: string[] = []
    const echo = await startEcho()
    for (const { title, package: name, code } of examples) {
      if (/\bimport\b/.test(code) || STARTS.test(code)) continue
      const ours = { ...(await load('core')), ...(await load(name)) }
      const here = code.replace(/http:\/\/\w+:8080/g, echo.url)
      const { code: plain } = await transform(`export default async () => {${here}\n}`, { loader: 'ts', format: 'cjs' })
      const run = new Function('module', ...Object.keys(ours), `${plain}; return module.exports.default()`)
      const failure: unknown = await run({ exports: {} }, ...Object.values(ours)).catch((error: unknown) => error)
      if (failure === undefined) ran.push(title)
      // A name that is not ours is the reader's own: an app, a client.
      else expect(failure, `${title}\n${code}`).toBeInstanceOf(ReferenceError)
    }
    await echo.close()
    expect(ran.length).toBeGreaterThan(5)
  })
})

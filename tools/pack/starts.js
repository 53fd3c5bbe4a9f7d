// The first programs that a reader meets, as they stand in the documentation. A NEW FRAMEWORK IS ONE LINE HERE.
import { readFileSync } from 'node:fs'

const page = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** `block` picks the program on the page by a word of it; `change` is what the page's text says to do with it; `runtime` where not Node. */
export const starts = [
  { name: 'Express', page: 'README.md', block: "from '@traceferry/express'" },
  { name: 'Fastify', page: 'packages/fastify/README.md', block: "from '@traceferry/fastify'" },
  { name: 'Koa', page: 'packages/koa/README.md', block: "from '@traceferry/koa'" },
  { name: 'Hono', page: 'packages/hono/README.md', block: "from '@traceferry/hono'" },
  { name: 'node:http', page: 'packages/http/README.md', block: "from '@traceferry/http'" },
  { name: 'web handler, Bun', page: 'packages/web/README.md', block: "from '@traceferry/web'", runtime: 'bun' },
  { name: 'web handler, Deno', page: 'packages/web/README.md', block: "from '@traceferry/web'", runtime: 'deno' },
  {
    name: 'Express, no line',
    page: 'README.md',
    block: "from '@traceferry/express'",
    change: (code) => code.replace(/^.*traceferry.*\n/gm, ''),
    packages: ['@traceferry/register'],
    flags: () => /`node (--import @traceferry\/register) app\.js`/.exec(page('README.md'))?.[1].split(' '),
  },
]

/** The program of a start, word for word. */
export function programOf({ page: path, block, change = (code) => code }) {
  const blocks = [...page(path).matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code)
  const found = blocks.find((code) => code.includes(block))
  if (found === undefined) throw new Error(`${path} has no program with ${block}`)
  return change(found)
}

/** What must be installed for it: all that it imports and Node has not. */
export function packagesOf(code, more = []) {
  const names = [...code.matchAll(/ from '((?:@[^/']+\/)?[^/']+)[^']*'/g)].map(([, name]) => name)
  return [...new Set([...names.filter((name) => !name.startsWith('node:')), ...more])]
}

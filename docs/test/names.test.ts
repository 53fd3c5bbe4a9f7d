// The names that we tell people to run or to install are ours: the package `traceferry` on npm would belong to someone else.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pages, root } from './support/pages.ts'

const read = (file: string) => readFileSync(`${root}${file}`, 'utf8')

/** All that a user may read: pages, files at the root, sources (messages and help), examples, workflows, tools. */
const files = [
  ...new Set([
    ...pages(),
    ...readdirSync(root).filter((name) => /\.(md|ya?ml)$/.test(name)),
    ...['packages', 'examples', 'tools', 'bench', '.github', '.changeset'].flatMap(filesIn),
  ]),
]

function filesIn(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|ts|[cm]?js|ya?ml)$/.test(name) && !/(^|\/)(node_modules|dist|test|\.cache)\//.test(name))
    .map((name) => `${folder}/${name}`)
}

/** What runs or installs a package by its name, with flags, and that name. The list of a Dockerfile is read as a line. */
const RUNS =
  /\b(?:npx|bunx|(?:pnpm|yarn) dlx|npm exec|npm (?:i|install|add)|(?:pnpm|yarn|bun) add)((?: +-[\w-]+(?:=\S+)?| --)*) +(@?traceferry(?:\/[a-z]+)?)(?![\w/-])/g
const RUNNERS = /^(?:npx|bunx|pnpm dlx|yarn dlx|npm exec)/

const found = files.flatMap((file) =>
  [...read(file).replaceAll(/", "/g, ' ').matchAll(RUNS)].map(([text, , name = '']) => ({ file, text, name })),
)

test('no page, message or help runs or installs a package that is called traceferry', () => {
  expect(files.length).toBeGreaterThan(500)
  expect(found.length).toBeGreaterThan(20)
  expect(found.filter(({ name }) => !name.startsWith('@traceferry/'))).toEqual([])
})

test('what npx is told to run is a package of ours with one command', () => {
  const run = new Set(found.filter(({ text }) => RUNNERS.test(text)).map(({ name }) => name))
  expect([...run].sort()).toEqual(['@traceferry/audit', '@traceferry/cli', '@traceferry/doctor', '@traceferry/inject'])
  for (const name of run) {
    const { bin } = JSON.parse(read(`packages/${name.split('/')[1]}/package.json`)) as { bin: Record<string, string> }
    expect(Object.keys(bin), name).toHaveLength(1)
  }
})

test('the search finds what it is for', () => {
  for (const text of [
    'npx traceferry doctor',
    'npx -y traceferry trace',
    'npm install -g traceferry',
    'pnpm dlx traceferry',
  ])
    expect(text.match(RUNS), text).not.toBeNull()
  for (const text of ['npx vitest', 'traceferry doctor k8s/', 'npx my-traceferry']) expect(text.match(RUNS)).toBeNull()
})

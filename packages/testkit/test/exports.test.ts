// Every public name of every entry of every package, types included, so that one that comes or goes shows in the diff.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const packages = new URL('../../', import.meta.url)

interface Manifest {
  readonly private?: boolean
  readonly exports?: Record<string, { '@traceferry/source'?: string }>
}

const entries = readdirSync(packages).flatMap((name) => {
  const folder = new URL(`${name}/`, packages)
  const { private: unpublished, exports = {} } = JSON.parse(
    readFileSync(new URL('package.json', folder), 'utf8'),
  ) as Manifest
  return Object.entries(exports).flatMap(([door, { '@traceferry/source': source }]) =>
    unpublished || source === undefined ? [] : [{ door: `${name}${door.slice(1)}`, url: new URL(source, folder) }],
  )
})

/** The names that a file exports, as its text says: `type Name` for those that are gone at run time. */
function exportsOf(url: URL): string[] {
  const text = readFileSync(url, 'utf8')
  const named = [...text.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, type = '', list = '']) =>
    list.split(',').flatMap((part) => {
      const name = part.trim().replace(/^.* as /, '')
      return name === '' ? [] : [`${name.startsWith('type ') ? '' : type}${name}`]
    }),
  )
  const declared = [...text.matchAll(/^export (?:async )?(function|const|class|interface|type) (\w+)/gm)].map(
    ([, kind = '', name = '']) => (/interface|type/.test(kind) ? `type ${name}` : name),
  )
  const handedOn = [...text.matchAll(/^export \* from '([^']+)'/gm)].flatMap(([, from = '']) =>
    exportsOf(
      from.startsWith('.')
        ? new URL(from, url)
        : new URL(from.replace(/^@traceferry\/(.*)$/, '$1/src/index.ts'), packages),
    ),
  )
  return [...new Set([...named, ...declared, ...handedOn])].sort()
}

test.each(entries)('$door exports what it exported before', async ({ door, url }) => {
  const names = exportsOf(url)
  // register has no names, and its import patches this process.
  if (!door.includes('register')) {
    const values = names.filter((name) => !name.startsWith('type '))
    expect(Object.keys(await import(url.href)).sort()).toEqual(values)
  }
  expect(names).toMatchSnapshot()
})

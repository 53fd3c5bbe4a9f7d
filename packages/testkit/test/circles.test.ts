// No two source files of a package import each other, in however many steps: a reader can start at either end.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const packages = new URL('../../', import.meta.url)
const folders = readdirSync(packages).map((name) => new URL(`${name}/src/`, packages))

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => new URL(file, folder).href),
)

/** The files of the same package that one imports, for types too. */
function importsOf(file: string): string[] {
  const text = readFileSync(new URL(file), 'utf8')
  return [...text.matchAll(/ from '(\.[^']+)'/g)].map(([, path = '']) => new URL(path, file).href)
}

/** The first way that leads from a file back to itself. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of graph.get(file) ?? []) {
      const found = walk(next, [...path, file])
      if (found !== undefined) return found
    }
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const found = walk(file, [])
    if (found !== undefined) return found
  }
  return undefined
}

test('a circle is found', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ])
  expect(circleIn(graph)).toEqual(['b', 'c', 'b'])
})

test('there is none', () => {
  expect(files.length).toBeGreaterThan(300)
  expect(circleIn(new Map(files.map((file) => [file, importsOf(file)])))).toBe(undefined)
})

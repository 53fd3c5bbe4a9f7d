import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

// Every public name of every package, so that one that comes or goes shows in the diff.
const packages = new URL('../../', import.meta.url)
const published = readdirSync(packages).filter((name) => {
  try {
    return !JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8')).private
  } catch {
    return false
  }
})

test('the public names of all packages', async () => {
  const names: Record<string, string[]> = {}
  for (const name of published) {
    if (name === 'register') continue // it has no names: importing it is all there is to it
    names[name] = Object.keys(await import(new URL(`${name}/src/index.ts`, packages).href)).sort()
  }
  expect(names).toMatchSnapshot()
})

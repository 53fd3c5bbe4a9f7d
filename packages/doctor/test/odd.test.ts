// Manifests are written by people and templates: each value of each fixture is replaced by something that does not belong
// there, and no rule may stumble over it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { diagnose } from '../src/index.ts'
import { readYaml } from '../src/read/read-yaml.ts'
import { sourceOf } from '../src/read/source.ts'

const folder = fileURLToPath(new URL('fixtures/', import.meta.url))
const odd = [null, 7, '', 'x: [', [], {}, true, [[]], -1e99, ['a', { b: null }]]

type Path = (string | number)[]

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const keys: (string | number)[] = Array.isArray(value) ? value.map((_, n) => n) : Object.keys(value)
  return [path, ...keys.flatMap((key) => pathsOf((value as Record<string | number, unknown>)[key], [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

test.each(readdirSync(folder).filter((id) => id !== 'TF601'))('%s', (id) => {
  const text = readFileSync(join(folder, id, 'bad.yaml'), 'utf8')
  const mesh = /^# mesh: (.*)$/m.exec(text)![1]!.split(', ')
  const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown)
  let count = 0
  for (const [n, document] of documents.entries()) {
    for (const path of pathsOf(document)) {
      const by = odd[count++ % odd.length]
      const all = documents.map((one, at) => (at === n ? replaced(one, path, by) : one))
      const source = sourceOf('odd.yaml', all.map((one) => stringify(one)).join('---\n'))
      const { findings } = diagnose({ resources: readYaml(source), settings: [] }, { mesh })
      for (const { place, message } of findings) {
        expect(place.line).toBeGreaterThan(0)
        expect(message).not.toMatch(/undefined|NaN|\[object/)
      }
    }
  }
  expect(count).toBeGreaterThan(5)
})

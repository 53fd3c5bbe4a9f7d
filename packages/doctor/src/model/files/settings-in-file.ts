// Reads the settings of a config file in a ConfigMap: YAML as `a.b.c`, or lines of `key = value`.
import { isScalar, LineCounter, parseDocument } from 'yaml'
import { memoize } from '../../memoize.ts'
import type { Field } from '../../read/field.ts'
import { type ConfigFile, lineField, linesOf } from './config-file.ts'

export interface FileSetting {
  readonly key: string
  readonly value: string
  readonly field: Field
}

/** The settings in the order of the text. A file that is not valid, such as a template, has none. */
export const settingsInFile: (file: ConfigFile) => readonly FileSetting[] = memoize((file: ConfigFile) =>
  /\.ya?ml$|^mongod\.conf$/.test(file.name) ? ofYaml(file) : ofLines(file),
)

function ofLines(file: ConfigFile): FileSetting[] {
  return linesOf(file).flatMap(({ line, n }) => {
    const found = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line)
    if (found === null) return []
    const value = found[2]!.replace(/\s+#.*$/, '').replace(/^(['"])(.*)\1$/, '$2')
    return [{ key: found[1]!, value, field: lineField(file, n, value) }]
  })
}

function ofYaml(file: ConfigFile): FileSetting[] {
  const lines = new LineCounter()
  const doc = parseDocument(file.text, {
    logLevel: 'silent',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  })
  if (doc.errors.length > 0) return []
  const found: FileSetting[] = []
  const walk = (node: unknown, path: string): void => {
    const items = (node as { items?: { key?: { value?: unknown; range?: number[] }; value?: unknown }[] } | null)?.items
    for (const { key, value } of items ?? []) {
      if (key?.range === undefined) continue
      const name = path === '' ? String(key.value) : `${path}.${key.value}`
      if (!isScalar(value)) {
        walk(value, name)
        continue
      }
      const text = value.value === null ? '' : String(value.value)
      found.push({ key: name, value: text, field: lineField(file, lines.linePos(key.range[0]!).line, text) })
    }
  }
  walk(doc.contents, '')
  return found
}

// Reads what Istio's own tests of its analyzer expect: which message, on which object, for which files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const folder = 'pkg/config/analysis/analyzers'

/** The folder with the analyzer's tests and their manifests. */
export function suiteFolder(module) {
  return join(module, folder)
}

/** The codes of the messages by their names, such as `Deprecated`: `IST0002`. */
export function codesOf(module) {
  const { messages } = parse(readFileSync(join(module, 'pkg/config/analysis/msg/messages.yaml'), 'utf8'))
  return new Map(messages.map(({ name, code, level }) => [name, { code, level }]))
}

/**
 * @typedef {{ message: string, object: string }} Expected
 * @typedef {{ name: string, files: readonly string[], mesh?: string, expected: readonly Expected[], text: string }} Case
 */

/**
 * The cases of analyzers_test.go: a Go table of files and of messages with the object that each is about. Throws when the
 * table no longer reads as it did, since a case that is left out would look like a match.
 * @param {string} module
 * @returns {Case[]}
 */
export function casesOf(module) {
  const text = readFileSync(join(module, folder, 'analyzers_test.go'), 'utf8')
  const table = text.slice(text.indexOf('var testGrid'), text.indexOf('\n}\n', text.indexOf('var testGrid')))
  const cases = table
    .split(/\n\t\{\n/)
    .slice(1)
    .map(caseOf)
  const wrong = cases.find(({ name, files }) => name === '' || files.length === 0)
  if (cases.length < 50 || wrong)
    throw new Error(`cannot read ${folder}/analyzers_test.go: ${wrong?.text.slice(0, 80)}`)
  return cases
}

/** @returns {Case} whose name is not there where the table reads otherwise */
function caseOf(text) {
  const name = /name:\s+"([^"]+)"/.exec(text)?.[1] ?? ''
  const inputs = /inputFiles:\s+\[\]string\{([^}]*)\}/.exec(text)?.[1] ?? ''
  const files = [...inputs.matchAll(/"([^"]+)"/g)].map(([, file]) => file)
  const mesh = /meshConfigFile:\s+"([^"]+)"/.exec(text)?.[1]
  const expected = [...text.matchAll(/\{msg\.(\w+), "([^"]*)"\}/g)].map(([, message, object]) => ({ message, object }))
  return { name, files, mesh, expected, text }
}

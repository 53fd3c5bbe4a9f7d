// JSON objects one behind another, as `kubectl get -o json | jq -c .items[]` prints them. The cases are what kubectl takes and refuses.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { compile } from '@traceferry/testkit'
import { expect, test } from 'vitest'
import { doctor, folderOf, short } from './helpers/doctor.ts'

const service = (name: string, port: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { app: name }, ports: [{ name: port, port: 9000 }] },
  })
const [bad, good] = [service('a', 'public-http'), service('b', 'http')]
const pretty = (json: string, indent: number | string = 2) => JSON.stringify(JSON.parse(json), null, indent)
const tricky = service('c', 'http').replace('"metadata":{', '"metadata":{"annotations":{"a":"}\\\\\\"{ \\u007b"},')

const options = ['--mesh', 'istio', '--format', 'json', '--rule', 'TF201']
const inFile = (text: string) => doctor(folderOf({ 'stream.json': text }), ...options)

test.each([
  ['in lines', `${good}\n${bad}\n${good}\n${bad}\n`, ['TF201 2', 'TF201 4']],
  ['with nothing between', `${bad}${good}${bad}`, ['TF201 1', 'TF201 1']],
  ['in many lines each', `\n${pretty(good)}\n\n${pretty(bad)}`, ['TF201 35']],
  [
    'with tabs and line ends of Windows',
    `${pretty(good, '\t')}\n${pretty(bad, '\t')}\n`.replaceAll('\n', '\r\n'),
    ['TF201 33'],
  ],
  ['with braces and quotes in strings', `${tricky}\n${bad}`, ['TF201 2']],
  [
    'a List among them',
    `${good}\n{"apiVersion":"v1","kind":"List","items":[${good},\n${bad}]}\n${bad}`,
    ['TF201 3', 'TF201 4'],
  ],
  ['parts of JSON between ---', `${good}\n---\n${bad}\n---\n${bad}\n`, ['TF201 3', 'TF201 5']],
])('%s', async (_, text, found) => {
  const ran = await inFile(text)
  expect([ran.stderr, short(ran)]).toEqual(['', found])
})

test('columns count from the line of the object', async () => {
  const { findings } = JSON.parse((await inFile(`${good}\n${bad}`)).stdout)
  expect(findings[0].column - 1).toBe(bad.indexOf('"name":"public-http"'))
})

test.each([
  [
    'what is no JSON behind two objects',
    `${bad}\n${bad}\nkind: Service\n`,
    /stream\.json:3:1: not JSON; after two JSON objects, kubectl reads only more JSON objects: fix it/,
  ],
  ['--- behind two objects', `${bad}\n${bad}\n---\n${bad}\n`, /stream\.json:3:1: not JSON/],
  ['a comma between objects', `${bad}\n${bad},\n${bad}\n`, new RegExp(`stream\\.json:2:${bad.length + 1}: not JSON`)],
  ...['5', '"text"', '[]', 'null'].map((other): [string, string, RegExp] => [
    `JSON that is not an object behind two: ${other}`,
    `${bad}\n${bad}\n${other}`,
    /stream\.json:3:1: not JSON/,
  ]),
  ['a mistake in the third', `${bad}\n${bad}\n${bad.replace('"v1"', 'v1')}`, /stream\.json:3:1: not JSON/],
  ['an object that does not end', `${bad}\n${bad}\n${bad.slice(0, -2)}`, /stream\.json:3:1: not JSON/],
  ['a password is not quoted', `${bad}\n${bad}\n{"password":hunter2}`, /^((?!hunter2).)*$/s],
  // kubectl reads the first one and leaves out the second without a word.
  ['two objects behind ---', `---\n${bad}\n${bad}\n`, /stream\.json:3:1: a second JSON value .*make a List of them/],
  ['two objects behind a comment', `# from jq\n${bad}\n${bad}\n`, /a second JSON value/],
])('refused: %s', async (_, text, problem) => {
  const { code, stderr } = await inFile(text)
  expect([code, stderr]).toEqual([2, expect.stringMatching(problem)])
})

test('an array of objects, which kubectl refuses, is an error where it is named', async () => {
  const folder = folderOf({ 'array.json': `[${bad},${good}]`, 'stream.json': `${good}\n${good}` })
  expect(await doctor(`${folder}/array.json`, ...options)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/array\.json: its objects stand in an array; make a List of them/),
  })
  expect(await doctor(folder, ...options)).toMatchObject({ code: 0, stderr: '' })
})

test('other arrays are no manifests and no error', async () => {
  const files = { 'patch.json': '[{"op":"add","path":"/a","value":"apiVersion"}]', 'stream.json': `${good}\n${good}` }
  expect(await doctor(folderOf(files), ...options)).toMatchObject({ code: 0, stderr: '' })
})

test('50,000 objects take seconds, and so does a text of braces', { timeout: 60_000 }, async () => {
  const before = process.cpuUsage().user
  const many = await inFile(`${good}\n`.repeat(40_000) + bad)
  expect(short(many)).toEqual(['TF201 40001'])
  expect((await inFile('{"apiVersion":1}'.repeat(100_000))).code).toBe(2)
  expect((await inFile(`{"apiVersion":"${'\\\\'.repeat(1_000_000)}"}{"a":"\\`)).code).toBe(2)
  expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(30)
})

test('the command takes them from a pipe', () => {
  compile('core', 'doctor')
  const program = fileURLToPath(new URL('../bin/doctor.js', import.meta.url))
  const text = execFileSync(process.execPath, [program, '-', ...options], {
    input: `${good}\n${bad}\n`,
    encoding: 'utf8',
  })
  expect(JSON.parse(text).findings).toMatchObject([{ file: '<stdin>', line: 2 }])
})

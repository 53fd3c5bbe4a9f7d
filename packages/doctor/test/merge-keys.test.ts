// `<<` brings in the members of other maps, as kubectl reads it. A finding points to the line where the value is written.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readYaml } from '../src/read/read-yaml.ts'
import { sourceOf } from '../src/read/source.ts'
import { doctor, folderOf, short } from './helpers/doctor.ts'

const head = 'apiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: x }\n'
const service = (shared: string, port: string) => `${head}${shared}spec:\n  selector: { app: s }\n  ports:\n${port}`
const lines = async (text: string, mesh = 'linkerd@2.20') =>
  short(await doctor(join(folderOf({ 'x.yaml': text }), 'x.yaml'), '--mesh', mesh, '--format', 'json'))

test.each<[string, string, string, unknown]>([
  [
    'one map',
    'x: &a { port: 1, appProtocol: http }\n',
    '    - <<: *a\n      name: p\n',
    { port: 1, appProtocol: 'http', name: 'p' },
  ],
  [
    'its own members win, wherever they stand',
    'x: &a { port: 1, name: a }\n',
    '    - name: p\n      <<: *a\n',
    { port: 1, name: 'p' },
  ],
  [
    'of several maps the first wins',
    'x: &a { port: 1 }\ny: &b { port: 2, name: b }\n',
    '    - <<: [*a, *b]\n',
    { port: 1, name: 'b' },
  ],
  [
    'a map in place',
    '',
    '    - <<: { port: 1, name: a }\n      appProtocol: tcp\n',
    { port: 1, name: 'a', appProtocol: 'tcp' },
  ],
  [
    'a map that merges another one',
    'x: &a { port: 1 }\ny: &b { <<: *a, name: b }\n',
    '    - <<: *b\n',
    { port: 1, name: 'b' },
  ],
  ['two merge keys', 'x: &a { port: 1 }\ny: &b { name: b }\n', '    - <<: *a\n      <<: *b\n', { port: 1, name: 'b' }],
])('%s', (_, shared, port, expected) => {
  const [resource] = readYaml(sourceOf('x.yaml', service(shared, port)))
  expect((resource!.value as { spec: { ports: unknown[] } }).spec.ports[0]).toEqual(expected)
})

test('a finding points to the shared line, also through two anchors', async () => {
  const shared = 'x: &p\n  appProtocol: grpc\n  port: 9000\n'
  expect(await lines(service(shared, '    - <<: *p\n      name: grpc-a\n'))).toEqual(['TF202 5'])
  const twice = 'x: &p\n  appProtocol: grpc\ny: &q\n  <<: *p\n  port: 9000\n'
  expect(await lines(service(twice, '    - <<: *q\n      name: grpc-a\n'))).toEqual(['TF202 5'])
  expect(await lines(service(shared, '    - <<: *p\n      appProtocol: http\n'))).toEqual([])
})

test('an anchor in a document of its own is not known in the next one', async () => {
  const text = `${head}x: &p { port: 1 }\n---\n${service('', '    - <<: *p\n')}`
  const { code, stderr } = await doctor(join(folderOf({ 'x.yaml': text }), 'x.yaml'))
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^TF803: \S+x\.yaml:/)])
})

test('a merge key that leads back to its own map ends', async () => {
  const { code } = await doctor(
    join(folderOf({ 'x.yaml': `${head}spec: &s\n  <<: *s\n  ports: [{ port: 9000 }]\n` }), 'x.yaml'),
    '--mesh',
    'istio',
  )
  expect([0, 2]).toContain(code)
})

test('a map in a map brings nothing in without a merge key', async () => {
  const text = `${head}spec:\n  selector: { app: s }\n  ports: [{ port: 80, more: { name: public-http, appProtocol: http } }]\n`
  const [resource] = readYaml(sourceOf('x.yaml', text))
  const port = resource!.root.get('spec', 'ports').items()[0]!
  expect(port.get('name').exists).toBe(false)
  expect(port.get('name').place).toEqual(port.place)
  expect(port.get('more', 'name').text()).toBe('public-http')
})

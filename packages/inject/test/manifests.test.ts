// What the injector makes of manifests: every shape of a pod, as YAML and as JSON, and all else byte for byte as it was.
import { injectText, planFor } from '@traceferry/inject'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { expectedPod } from './expected-pod.js'
import { shapes } from './shapes.js'

const FLAG = '--require /traceferry/register.cjs'
const all = Object.entries(shapes).filter(([name]) => !name.includes('mirror'))

test('there are 40 shapes and more', () => expect(all.length).toBeGreaterThanOrEqual(40))

interface PodObject {
  readonly metadata?: unknown
  readonly spec?: unknown
}

const wrap: Record<string, (pod: PodObject) => object> = {
  Pod: (pod) => pod,
  Deployment: ({ metadata, spec }) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: { replicas: 2, template: { metadata, spec } },
  }),
  ...Object.fromEntries(
    ['StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Rollout', 'DeploymentConfig', 'Job'].map(
      (kind) => [
        kind,
        ({ metadata, spec }: PodObject) => ({ kind, metadata: {}, spec: { template: { metadata, spec } } }),
      ],
    ),
  ),
  CronJob: ({ metadata, spec }) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'c' },
    spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: { metadata, spec } } } },
  }),
  List: (pod) => ({
    apiVersion: 'v1',
    kind: 'List',
    items: [{ kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 'b' } }, pod],
  }),
}

const writers: Record<string, (value: object) => string> = {
  YAML: (value) => stringify(value),
  'YAML with lists at the level of their keys': (value) => stringify(value, { indentSeq: false }),
  'YAML in flow style': (value) => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }),
  'YAML with carriage returns': (value) => stringify(value).replaceAll('\n', '\r\n'),
  JSON: (value) => JSON.stringify(value),
  'JSON in lines': (value) => JSON.stringify(value, null, 2),
}

test.each(all)('%s', (_, { pod, expected }) => {
  for (const [kind, wrapped] of Object.entries(wrap))
    for (const [style, write] of Object.entries(kind === 'Pod' ? writers : { YAML: stringify })) {
      const text = write(wrapped(pod))
      const { text: injected } = injectText(text)
      const right = wrapped(expectedPod(pod, expected))
      expect(parse(injected), `${kind}, ${style}`).toEqual(
        style.includes('JSON') ? JSON.parse(JSON.stringify(right)) : clean(right),
      )
      expect(injectText(injected).text, `${kind}, ${style}, once more`).toBe(injected)
      const back = injectText(injected, { uninstall: true }).text
      expect(withoutEmpty(back), `${kind}, ${style}, taken out`).toBe(withoutEmpty(text))
    }
})

/** As it comes back from a parser. */
const clean = (value: object) => JSON.parse(JSON.stringify(value))

/** What was empty is gone afterwards: it comes to the same. */
function withoutEmpty(text: string): string {
  const json = JSON.stringify(parse(text))
  const gone = ['"env":[{"name":"NODE_OPTIONS","value":""}]', '"metadata":{}']
  const marked = gone.reduce((all, one) => all.replaceAll(one, '"gone":0'), json)
  return JSON.stringify(JSON.parse(marked), (key, value) => (key === 'gone' ? undefined : value))
}

const commented = `# Orders. Ask the team before you change it.
apiVersion: apps/v1
kind: Deployment
metadata:
    name: orders   # four spaces
spec:
    template:
        metadata: { labels: { app: orders } }
        spec:
            containers:
            - name: orders   # the app
              image: "orders:1"
              env:
              - name: NODE_OPTIONS # memory
                value: '--max-old-space-size=300' # MB

              # how it starts
              command: [node, orders.js]
            # and its helper
            - { name: helper, image: helper }
---
# Nothing for us.
kind: Service
spec: {ports: [ ]}
`

test('comments, quotes, indentation and other documents stay, and taking it out gives the same bytes', () => {
  const { text, outcomes } = injectText(commented)
  expect(outcomes.map(({ chosen }) => chosen)).toEqual([['orders', 'helper']])
  expect(text).toContain(`value: '--max-old-space-size=300 ${FLAG}' # MB\n\n              # how it starts\n`)
  for (const line of commented.split('\n').filter((line) => !/max-old|helper, image|labels/.test(line)))
    expect(text).toContain(line)
  expect(injectText(text, { uninstall: true }).text).toBe(commented)
})

test('without a newline at the end, and with nothing behind a key', () => {
  const text = 'kind: Pod\nmetadata:\nspec:\n  volumes:\n  containers:\n  - name: a\n    image: b\n    env:'
  const { text: injected } = injectText(text)
  expect(parse(injected)).toEqual(expectedPod(parse(text), { injected: { a: FLAG } }))
})

test('a block of text as the value', () => {
  const text = `kind: Pod\nspec:\n  containers:\n  - name: a\n    env:\n    - name: NODE_OPTIONS\n      value: >-\n        --enable-source-maps\n        --max-old-space-size=300\n    image: b\n`
  const { text: injected } = injectText(text)
  expect(parse(injected).spec.containers[0].env[0].value).toBe(`--enable-source-maps --max-old-space-size=300 ${FLAG}`)
  expect(injectText(injected, { uninstall: true }).text).toBe(text)
})

test.each([
  ['an alias', 'kind: Pod\nspec:\n  containers:\n  - &c {name: a}\n  - *c\n'],
  ['a merge key', 'kind: Pod\nspec:\n  containers:\n  - &c {name: a}\n  - <<: *c\n    name: b\n'],
])('what is shared by %s is left alone, and told', (_, text) => {
  const { text: injected, outcomes } = injectText(text)
  expect(injected).toBe(text)
  expect(outcomes[0]?.skipped).toMatch(/aliases or merge keys/)
})

test('a ConfigMap of envFrom decides, where it is known', () => {
  const pod = (name: string) =>
    `kind: Pod\nspec:\n  containers:\n  - name: a\n    envFrom:\n    - configMapRef: {name: ${name}}\n`
  const map = (name: string, key: string) => `---\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {${key}: x}\n`
  const outcomeOf = (text: string) => injectText(text).outcomes[0]
  expect(outcomeOf(pod('m') + map('m', 'NODE_OPTIONS'))?.left).toEqual([
    { container: 'a', reason: 'NODE_OPTIONS comes from the ConfigMap m' },
  ])
  expect(outcomeOf(pod('m') + map('m', 'PORT'))).toMatchObject({ chosen: ['a'], notes: [] })
  expect(outcomeOf(pod('m'))?.notes).toEqual([
    { container: 'a', reason: 'it replaces a NODE_OPTIONS from envFrom, if there is one' },
  ])
})

test('options: containers, labels, image, image volume, variables', () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [{ name: 'a' }, { name: 'b', env: [{ name: 'TRACEFERRY_FORMATS', value: 'b3' }] }] },
  }
  const text = stringify(pod)
  const made = (options: object) => parse(injectText(text, options).text)
  expect(made({ containers: ['b'] }).spec.containers[0]).toEqual({ name: 'a' })
  expect(made({ labeled: true })).toEqual(pod)
  expect(made({ image: 'registry.local/x:1' }).spec.initContainers[0].image).toBe('registry.local/x:1')
  expect(made({ imageVolume: true }).spec).toMatchObject({
    volumes: [
      { name: 'traceferry', image: { reference: 'ghcr.io/traceferry/inject:0.1.0', pullPolicy: 'IfNotPresent' } },
    ],
  })
  expect(made({ imageVolume: true }).spec.initContainers).toBeUndefined()
  const [a, b] = made({ variables: { TRACEFERRY_FORMATS: 'w3c' } }).spec.containers
  expect(a.env[1]).toEqual({ name: 'TRACEFERRY_FORMATS', value: 'w3c' })
  expect(b.env[0]).toEqual({ name: 'TRACEFERRY_FORMATS', value: 'b3' })
  expect(b.env).toHaveLength(2)
})

test('a template is refused with its line and a cure', () => {
  expect(() => injectText('kind: Pod\nspec: {{ .Values.x }\n', { file: 'a.yaml' })).toThrow(
    /^TF842: a\.yaml, line \d+: .*render the template first.*#tf842/,
  )
})

test('any pod: what is put in is taken out again, and twice is once', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
  const env = fc.uniqueArray(
    fc.record({ name: fc.constantFrom('A', 'B', 'NODE_OPTIONS', 'PORT'), value: fc.string() }),
    { selector: ({ name }) => name, maxLength: 4 },
  )
  const one = fc.record(
    { name: word, image: word, env, args: fc.array(fc.string(), { maxLength: 2 }) },
    { requiredKeys: ['name'] },
  )
  const containers = fc.uniqueArray(one, { selector: ({ name }) => name, minLength: 1, maxLength: 3 })
  const metadata = fc.record({ name: word, labels: fc.dictionary(word, word) }, { requiredKeys: ['name'] })
  const pod = fc.record({
    kind: fc.constant('Pod'),
    metadata,
    spec: fc.record({ containers, volumes: fc.constant([{ name: 'x' }]) }, { requiredKeys: ['containers'] }),
  })
  const style = fc.constantFrom(...Object.values(writers))
  fc.assert(
    fc.property(pod, style, (value, write) => {
      const text = write(value)
      const { text: injected, outcomes } = injectText(text)
      expect(parseAllDocuments(injected).flatMap(({ errors }) => errors)).toEqual([])
      expect(injectText(injected).text).toBe(injected)
      for (const { env = [] } of parse(injected).spec.containers)
        expect(env.find(({ name }: { name: string }) => name === 'NODE_OPTIONS')?.value).toContain(FLAG)
      expect(outcomes[0]?.chosen).toEqual(planFor(value).chosen)
      const had = (one: { env?: { name: string; value: string }[] }) =>
        one.env?.some(({ name, value }) => name === 'NODE_OPTIONS' && value.trim() === '') || one.env?.length === 0
      if (value.spec.containers.some(had)) return
      expect(injectText(injected, { uninstall: true }).text).toBe(text)
    }),
    { numRuns: 60 },
  )
})

const deployment = (container: string, pod = '') =>
  `kind: Deployment
metadata: {name: w}
spec:
  template:
    spec:
${pod}      containers:
        - name: app
${container}          image: x
`

test.each([
  [
    'an empty list',
    deployment('          env: []\n          volumeMounts: [ ]\n', '      volumes: []\n      initContainers: []\n'),
  ],
  [
    'no annotations',
    'kind: Pod\nmetadata: {}\nspec: {containers: [{name: a}]}\n---\nkind: Pod\nmetadata: {annotations: {}}\nspec: {containers: [{name: a, envFrom: [{secretRef: {name: s}}]}]}\n',
  ],
  ['an empty value', deployment('          env:\n            - name: NODE_OPTIONS\n              value: ""\n')],
  ['an empty value in a line', deployment("          env: [{name: NODE_OPTIONS, value: ''}]\n")],
  [
    'empty lists of JSON',
    '{"kind":"Pod","metadata":{"name":"p"},"spec":{"volumes":[],"containers":[{"name":"a","env":[]}]}}',
  ],
])('%s stays, and comes back as it was', (_, text) => {
  const { text: injected } = injectText(text)
  expect(injected).toContain(FLAG)
  expect(injectText(injected).text).toBe(injected)
  expect(injectText(injected, { uninstall: true }).text).toBe(text)
})

test.each([
  [
    'words',
    deployment(
      '          env: null # none\n          volumeMounts: ~\n',
      '      volumes: Null\n      initContainers:\n',
    ),
  ],
  [
    'in a line',
    '{kind: Pod, metadata: {name: p, annotations: null}, spec: {volumes: , containers: [{name: a, env: ~}]}}\n',
  ],
  ['JSON', '{"kind":"Pod","metadata":null,"spec":{"volumes":null,"containers":[{"name":"a","env":null}]}}'],
  ['a value', deployment('          env:\n            - name: NODE_OPTIONS\n              value: ~ # later\n')],
])('null is filled: %s', (_, text) => {
  const { text: injected } = injectText(text)
  const made = parse(injected)
  const { spec } = made.spec.template ?? made
  expect(spec.containers[0]).toMatchObject({
    env: [{ name: 'NODE_OPTIONS', value: FLAG }],
    volumeMounts: [{ name: 'traceferry' }],
  })
  expect(spec).toMatchObject({ volumes: [{ name: 'traceferry' }], initContainers: [{ name: 'traceferry-init' }] })
  for (const [comment] of text.matchAll(/#.*/g)) expect(injected).toContain(comment)
  expect(injectText(injected, { uninstall: true }).text).not.toContain('traceferry')
})

test.each([
  [
    'volume',
    deployment(
      '          volumeMounts: [{name: traceferry, mountPath: /data}]\n',
      '      volumes: [{name: traceferry, emptyDir: {}}]\n',
    ),
  ],
  ['init container', deployment('', '      initContainers: [{name: traceferry-init, image: y}]\n')],
])("somebody else's %s of our name is left alone", (what, text) => {
  const { text: injected, outcomes } = injectText(text)
  expect(outcomes[0]).toMatchObject({
    chosen: [],
    left: [{ reason: expect.stringContaining(`another ${what} is called`) }],
  })
  expect(injected).not.toContain(FLAG)
  expect(injectText(injected, { uninstall: true }).text).toBe(text)
})

test.each([
  '{template: {metadata: 3, spec: {containers: {a: b}}}}',
  '{template: {spec: {containers: [{name: a, env: {A: b}}]}}}',
  '{template: {spec: {containers: [null, x], volumes: 3}}}',
])('what no API server takes hides nothing else: %s', (spec) => {
  const odd = `kind: Deployment\nmetadata: {name: odd}\nspec: ${spec}\n---\n`
  const { text, outcomes } = injectText(odd + deployment(''))
  expect(outcomes).toMatchObject([{ skipped: expect.stringContaining('shape'), changed: false }, { chosen: ['app'] }])
  expect(text.startsWith(odd)).toBe(true)
})

test('a prefix of envFrom counts', () => {
  const from = (prefix: string) =>
    `${deployment(`          envFrom: [{prefix: ${prefix}, configMapRef: {name: c}}]\n`)}---\nkind: ConfigMap\nmetadata: {name: c}\ndata: {OPTIONS: --x, NODE_OPTIONS: --y}\n`
  expect(injectText(from('NODE_')).outcomes[0]).toMatchObject({ chosen: [], left: [{ container: 'app' }] })
  expect(injectText(from('APP_')).outcomes[0]).toMatchObject({ chosen: ['app'], notes: [] })
})

// The ways in that a cluster or kustomize takes: what is committed is what the command prints, and it makes the same change.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { componentFiles, kyvernoYaml, policyYaml } from '@traceferry/inject'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { evaluatePolicy } from './evaluate-policy.ts'
import { expectedPod, initContainer } from './expected-pod.js'
import { shapes } from './shapes.js'

const committed = (name: string) => readFileSync(new URL(`../manifests/${name}`, import.meta.url), 'utf8')

test.each<[string, string]>([
  ['policy-v1.yaml', policyYaml()],
  ['policy-v1beta1.yaml', policyYaml({ api: 'v1beta1' })],
  ['policy-v1-image-volume.yaml', policyYaml({ imageVolume: true })],
  ['kyverno.yaml', kyvernoYaml()],
  ...Object.entries(componentFiles()).map(([name, text]) => [`component/${name}`, text] as [string, string]),
])('manifests/%s is up to date', (name, text) => expect(committed(name)).toBe(text))

const documents = (text: string) => parseAllDocuments(text).map((one) => one.toJS())

test('the policy fails open, is called again after others, and is bound to labels of namespaces and of pods', () => {
  const [, settings, policy, ...bindings] = documents(policyYaml({ variables: { TRACEFERRY_FORMATS: 'w3c' } }))
  expect(settings.data).toEqual({ image: 'ghcr.io/traceferry/inject:0.1.0', TRACEFERRY_FORMATS: 'w3c' })
  expect(policy.spec).toMatchObject({ failurePolicy: 'Ignore', reinvocationPolicy: 'IfNeeded' })
  expect(policy.spec.matchConstraints.resourceRules).toEqual([
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
  ])
  const labels = { matchLabels: { 'traceferry.dev/inject': 'enabled' } }
  expect(bindings.map(({ spec }) => spec.matchResources)).toEqual([
    { namespaceSelector: labels },
    { objectSelector: labels },
  ])
  for (const { spec } of bindings)
    expect(spec).toMatchObject({ policyName: policy.metadata.name, paramRef: { parameterNotFoundAction: 'Allow' } })
})

test("Kyverno's policies say the same in the same words", () => {
  const policy = documents(policyYaml())[2]
  for (const kyverno of documents(kyvernoYaml())) {
    // Its image is not a setting, which could be missing.
    const own = JSON.stringify(policy.spec.variables).replace(" && params.?data.?image.orValue('') != ''", '')
    expect(kyverno.spec.variables).toEqual(JSON.parse(own))
    expect(kyverno.spec.matchConditions).toEqual(policy.spec.matchConditions)
    const text = (one: unknown) =>
      JSON.stringify(one).replaceAll('\\"ghcr.io/traceferry/inject:0.1.0\\"', 'params.data.image')
    expect(text(kyverno.spec.mutations[0])).toBe(text(policy.spec.mutations[0]))
  }
})

// The command line of Kyverno 1.19.1 panics at one.
test('no JSON patch has a list of objects as its value', () => {
  const patches = documents(kyvernoYaml()).flatMap(({ spec }) =>
    spec.mutations.flatMap(({ jsonPatch }: { jsonPatch?: { expression: string } }) => jsonPatch?.expression ?? []),
  )
  expect(patches).toHaveLength(2)
  for (const patch of patches) expect(patch).not.toMatch(/value: \[\s*Object/)
})

const params = { data: { image: 'ghcr.io/traceferry/inject:0.1.0' } }
const specOf = (text: string, at: number) => documents(text)[at].spec

describe.each(Object.entries(shapes))('%s', (_, { pod, expected }) => {
  test.each([
    ['the policy', specOf(policyYaml(), 2)],
    ["Kyverno's", specOf(kyvernoYaml(), 0)],
  ])('%s makes of it what the command makes, and of that nothing more', (_, spec) => {
    const right = JSON.parse(JSON.stringify(expectedPod(pod, expected)))
    const made = evaluatePolicy(spec, pod, params)
    expect(made).toEqual(right)
    expect(evaluatePolicy(spec, made, params)).toEqual(right)
  })
})

test.each([{}, { image: '' }])('without an image in its settings (%j) the policy changes no pod', (data) => {
  for (const imageVolume of [false, true]) {
    const { pod } = shapes['no variables, no volumes'] as { pod: object }
    expect(evaluatePolicy(specOf(policyYaml({ imageVolume }), 2), pod, { data })).toEqual(pod)
  }
})

const kustomize = findKustomize()
test.skipIf(kustomize === undefined)(
  `the component, through kustomize${kustomize ? '' : ' (skipped: neither kubectl nor kustomize is there)'}`,
  () => {
    const home = mkdtempSync(join(tmpdir(), 'traceferry-component-'))
    const write = (path: string, value: unknown) =>
      writeFileSync(join(home, path), typeof value === 'string' ? value : stringify(value))
    for (const folder of ['component', 'app']) mkdirSync(join(home, folder))
    for (const [name, text] of Object.entries(componentFiles())) write(`component/${name}`, text)
    const template = (containers: object[], more: object = {}) => ({
      metadata: { annotations: { mine: 'x' } },
      spec: { containers, ...more },
    })
    const own = {
      name: 'own',
      image: 'a',
      env: [{ name: 'NODE_OPTIONS', value: '--enable-source-maps' }],
      volumeMounts: [{ name: 'd', mountPath: '/d' }],
    }
    const bare = { name: 'bare', image: 'b' }
    write('app/kustomization.yaml', { resources: ['all.yaml'], components: ['../component'] })
    const objects = [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd' },
        spec: { template: template([own, bare], { volumes: [{ name: 'd', emptyDir: {} }] }) },
      },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'c' },
        spec: {
          jobTemplate: { spec: { template: template([bare], { initContainers: [{ name: 'i', image: 'i' }] }) } },
        },
      },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports: [] } },
    ]
    write('app/all.yaml', objects.map((one) => stringify(one)).join('---\n'))
    const [program, ...args] = kustomize as [string, ...string[]]
    const made = documents(execFileSync(program, [...args, join(home, 'app')], { encoding: 'utf8' }))
    rmSync(home, { recursive: true })
    const mount = { name: 'traceferry', mountPath: '/traceferry', readOnly: true }
    const volume = { name: 'traceferry', emptyDir: { sizeLimit: '8Mi' } }
    expect(made).toHaveLength(3)
    const [deployment, cronJob] = ['Deployment', 'CronJob'].map((kind) => made.find((one) => one.kind === kind))
    const pod = deployment.spec.template
    expect(pod.metadata.annotations).toEqual({ mine: 'x', 'traceferry.dev/injected': 'all' })
    expect(pod.spec.containers[0].env).toEqual([
      { name: 'NODE_OPTIONS', value: '--enable-source-maps --require /traceferry/register.cjs' },
    ])
    expect(pod.spec.containers[0].volumeMounts).toEqual([{ name: 'd', mountPath: '/d' }, mount])
    expect(pod.spec.containers[1].env[0].value.trim()).toBe('--require /traceferry/register.cjs')
    expect(pod.spec.initContainers).toEqual([initContainer])
    expect(pod.spec.volumes).toEqual(expect.arrayContaining([{ name: 'd', emptyDir: {} }, volume]))
    const job = cronJob.spec.jobTemplate.spec.template.spec
    expect(job.initContainers.map(({ name }: { name: string }) => name).sort()).toEqual(['i', 'traceferry-init'])
    expect(job.containers[0].volumeMounts).toEqual([mount])
    expect(job.volumes).toEqual([volume])
  },
)

function findKustomize(): string[] | undefined {
  for (const command of [
    ['kubectl', 'kustomize'],
    ['kustomize', 'build'],
  ] as [string, string][]) {
    try {
      execFileSync(command[0], [command[1], '--help'], { stdio: 'ignore' })
      return command
    } catch {}
  }
  return undefined
}

test('the files are YAML that any reader of 1.1 or 1.2 reads in one way', () => {
  const texts = [policyYaml(), kyvernoYaml(), ...Object.values(componentFiles())]
  for (const text of texts)
    for (const [at, document] of documents(text).entries())
      expect(parseAllDocuments(text, { version: '1.1' })[at]?.toJS()).toEqual(document)
  expect(parse(componentFiles()['settings.yaml'] ?? '').metadata.annotations).toEqual({
    'config.kubernetes.io/local-config': 'true',
  })
})

// What `npm run tool -- inject --operator` compares with, and that its checks can fail. The operator itself takes minutes to build.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { change, initContainer } from '@traceferry/inject'
import { afterAll, describe, expect, test } from 'vitest'
import { instrumentation } from '../instrumentation.js'
import { environmentOf } from '../kubelet.js'
import { versions } from '../operator.js'
import { checkInjected } from '../operator-checks.js'
import { FLAG, INIT, operatorPod, sdkVariables } from '../operator-pod.js'

const page = readFileSync(fileURLToPath(new URL('../../../docs/inject.md', import.meta.url)), 'utf8')
const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}
const amounts = { cpu: '500m', memory: '256Mi' }
const app = (more: object = {}) => ({
  name: 'app',
  resources: { limits: amounts, requests: amounts },
  securityContext: restricted,
  ...more,
})
const podOf = (...containers: object[]) => ({ spec: { containers } })
const rulesOf = (version: string) => versions[version] as NonNullable<(typeof versions)[string]>
const made = (pod: object, names: string[] = [], version = '0.158.0') =>
  operatorPod(pod, { names, spec: instrumentation().spec, rules: rulesOf(version) })

describe('the page for platform owners', () => {
  test('has the Instrumentation with the image of this version, and the resources of our init container', () => {
    const { nodejs } = instrumentation().spec
    expect(nodejs.image).toBe(change.image)
    expect(nodejs.resourceRequirements).toEqual(initContainer('x').resources)
  })

  test('names what else the operator sets in a container', () => {
    for (const name of sdkVariables) expect(page).toContain(`\`${name}\``)
  })

  test('names the versions that were run', () => {
    for (const version of Object.keys(versions)) expect(page).toContain(version)
  })
})

describe('by the rules of the operator', () => {
  test('NODE_OPTIONS keeps what it has, and variables of the Instrumentation give way', () => {
    const env = [
      { name: 'NODE_OPTIONS', value: '--enable-source-maps' },
      { name: 'TRACEFERRY_FORMATS', value: 'b3' },
    ]
    const { spec } = instrumentation({ env: [{ name: 'TRACEFERRY_FORMATS', value: 'w3c' }] })
    const { pod } = operatorPod(podOf(app({ env })), { names: [], spec, rules: rulesOf('0.158.0') })
    const values = pod.spec.containers[0].env.filter(({ name }: { name: string }) => !sdkVariables.includes(name))
    expect(values).toEqual([{ name: 'NODE_OPTIONS', value: `--enable-source-maps ${FLAG}` }, env[1]])
  })

  test('the versions differ: a name that no container has, a container that is left alone, the security context', () => {
    const two = podOf(app(), { name: 'worker' })
    expect(made(two, ['other'], '0.140.0').injected).toEqual(['app'])
    expect(made(two, ['other'], '0.148.0')).toEqual({ pod: two, injected: [] })
    const left = podOf(app({ env: [{ name: 'NODE_OPTIONS', valueFrom: {} }] }))
    expect(made(left, [], '0.140.0')).toEqual({ pod: left, injected: [] })
    expect(made(left, [], '0.148.0').pod.spec.initContainers).toHaveLength(1)
    const contexts = Object.keys(versions).map(
      (version) => made(two, ['app', 'worker'], version).pod.spec.initContainers[0].securityContext,
    )
    expect(contexts).toEqual([undefined, undefined, restricted])
  })

  test('a pod that has its init container stays as it is', () => {
    const { pod } = made(podOf(app()))
    expect(made(pod)).toEqual({ pod, injected: [] })
  })
})

describe('a check fails', () => {
  const volume = mkdtempSync(join(tmpdir(), 'traceferry-volume-'))
  afterAll(() => rmSync(volume, { recursive: true }))
  const twice = app({ env: [{ name: 'NODE_OPTIONS' }, { name: 'NODE_OPTIONS', value: '--enable-source-maps' }] })
  const failed = (change: (spec: ReturnType<typeof made>['pod']['spec']) => void = () => {}) => {
    const injected = [podOf(app()), podOf(twice)].map((before) => {
      const { pod: after, injected: containers } = made(before)
      change(after.spec)
      return { before, after, containers }
    })
    const checks = checkInjected({ form: { injected } }, volume, rulesOf('0.158.0'))
    return Object.keys(checks).filter((name) => !checks[name])
  }
  const [options, variables, guaranteed, level, root] = [
    /^every NODE_OPTIONS /,
    /names none of OpenTelemetry's variables/,
    /Guaranteed/,
    /restricted level/,
    /read-only/,
  ].map((name) => [expect.stringMatching(name)])

  test('without the file that NODE_OPTIONS names, and none with it', () => {
    expect(failed()).toEqual(options)
    writeFileSync(join(volume, 'autoinstrumentation.js'), '')
    expect(failed()).toEqual([])
  })

  test('when the mount is elsewhere, resources differ, or a context is missing', () => {
    expect(failed(({ containers }) => (containers[0].volumeMounts[0].mountPath = '/elsewhere'))).toEqual(options)
    expect(failed(({ initContainers }) => (initContainers[0].resources.requests = {}))).toEqual(guaranteed)
    const soft = { ...restricted, readOnlyRootFilesystem: false }
    expect(failed(({ initContainers }) => (initContainers[0].securityContext = soft))).toEqual(root)
    const open = { readOnlyRootFilesystem: true }
    expect(failed(({ initContainers }) => (initContainers[0].securityContext = open))).toEqual(level)
  })

  test('when the payload reads a variable that is meant for an SDK', () => {
    writeFileSync(join(volume, 'traceferry.cjs'), 'process.env.OTEL_SERVICE_NAME')
    expect(failed()).toEqual(variables)
  })

  test('and the name of the init container is that of the operator', () => {
    expect(made(podOf(app())).pod.spec.initContainers.map(({ name }: { name: string }) => name)).toEqual([INIT])
  })
})

test('a container gets the values of its pod, and references to variables before', () => {
  const env = [
    { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'ALL', value: 'ip=$(IP),later=$(LATER)' },
    { name: 'LATER', value: '1' },
  ]
  expect(environmentOf({ env })).toEqual({ IP: '10.244.0.7', ALL: 'ip=10.244.0.7,later=$(LATER)', LATER: '1' })
  expect(() => environmentOf({ env: [{ name: 'X', valueFrom: { configMapKeyRef: {} } }] })).toThrow(
    'no value here for X',
  )
})

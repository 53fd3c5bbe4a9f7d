import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { diagnose, readInputs } from '../../../packages/doctor/src/index.ts'
import { findCrdCheck } from './tools/crds.ts'
import { findKustomize, type Render } from './tools/kustomize.ts'
import { type Manifest, ofKind, read } from './tools/manifests.ts'
import { findKubernetesValidate } from './tools/validate.ts'

// At first this builds kustomize where there is neither it nor kubectl, and fetches schemas: all into the cache.
const kustomize = await findKustomize()
const kubernetes = await findKubernetesValidate()
const crds = await findCrdCheck()
for (const { why } of [kustomize, kubernetes, crds])
  if (why) console.warn(`examples/kubernetes is tested in part: ${why}`)

const render = kustomize.render as Render
const folder = (name: string) => fileURLToPath(new URL(`../../../examples/kubernetes/${name}`, import.meta.url))
const install = (name: string) => parse(readFileSync(folder(`overlays/${name}/install.yaml`), 'utf8'))
const meshes = { istio: 'istio@1.30', 'istio-ambient': 'istio@1.30', linkerd: 'linkerd@2.20' }

describe.skipIf(kustomize.why).each(Object.entries(meshes))('overlays/%s', (name, mesh) => {
  test.skipIf(kubernetes.why).each(['1.33.0', '1.37.0'])(
    'Kubernetes %s knows every field',
    { timeout: 60_000 },
    async (release) => {
      const native = read(await render(`overlays/${name}`)).filter((one) => !isCustom(one))
      expect(native.length).toBeGreaterThan(20)
      expect(await kubernetes.validate!(native, release)).toBe('')
      const [first, ...rest] = native as [Manifest, ...Manifest[]]
      const wrong = [...rest, { ...first, metadata: { ...first.metadata, lables: {} } }]
      expect(await kubernetes.validate!(wrong, release)).toContain('lables')
    },
  )

  test.skipIf(crds.why)('so do the CRDs of Istio and the Gateway API', async () => {
    const custom = read(await render(`overlays/${name}`)).filter(isCustom)
    const kinds = { istio: 2, 'istio-ambient': 3, linkerd: 0 }
    expect(custom).toHaveLength(kinds[name as keyof typeof kinds])
    for (const one of custom) {
      expect(crds.check!(one)).toBe('')
      expect(crds.check!({ ...one, spec: { ...one.spec, tracings: [] } })).toContain('additional properties')
    }
  })

  test('the doctor finds nothing', async () => {
    const text = await render(`overlays/${name}`)
    expect(findings(text, mesh)).toEqual([])
    // It is the doctor of the right mesh, and it is awake.
    expect(findings(text.replaceAll('value: 0.0.0.0', 'value: 127.0.0.1'), mesh)).toContain('TF101')
    const unsaid = findings(text.replaceAll('appProtocol: http', 'appProtocol: grpc-web'), mesh)
    expect(unsaid.includes('TF202')).toBe(name === 'linkerd')
  })

  test('the pods of the shop are in the mesh', async () => {
    const space = ofKind('Namespace', read(await render(`overlays/${name}`))).find(
      (one) => one.metadata.name === 'shop',
    )
    const { labels, annotations } = space!.metadata
    const marks = {
      istio: labels?.['istio-injection'] === 'enabled',
      'istio-ambient': labels?.['istio.io/dataplane-mode'] === 'ambient',
      linkerd: annotations?.['linkerd.io/inject'] === 'enabled',
    }
    expect(Object.entries(marks).filter(([, isThere]) => isThere)).toEqual([[name, true]])
  })
})

test('the doctor finds nothing in the files as they stand, whichever the mesh', () => {
  const { findings } = diagnose(readInputs([folder('.')]), { mesh: ['istio@1.30', 'linkerd@2.20'] })
  expect(findings.map(({ rule, message }) => `${rule.id} ${message}`)).toEqual([])
})

describe.skipIf(kustomize.why)('where the spans go', () => {
  test.each(['istio', 'istio-ambient'])(
    '%s: the provider that install.yaml names is the Zipkin that is there',
    async (name) => {
      const all = read(await render(`overlays/${name}`))
      const [provider, ...others] = install(name).spec.meshConfig.extensionProviders
      expect(others).toEqual([])
      const zipkin = ofKind('Service', all).find((one) => fqdn(one) === provider.zipkin.service)
      expect(zipkin?.spec.ports.map((one: { port: number }) => one.port)).toContain(provider.zipkin.port)
      expect(ofKind('Telemetry', all).map((one) => one.spec.tracing[0].providers)).toEqual([[{ name: provider.name }]])
    },
  )

  test('istio-ambient: the waypoint that the namespace uses is the one that traces', async () => {
    const all = read(await render('overlays/istio-ambient'))
    const [gateway] = ofKind('Gateway', all)
    const space = ofKind('Namespace', all).find((one) => one.metadata.name === gateway!.metadata.namespace)
    expect(space?.metadata.labels?.['istio.io/use-waypoint']).toBe(gateway!.metadata.name)
    expect(ofKind('Telemetry', all)[0]!.spec.targetRefs).toMatchObject([
      { kind: 'Gateway', name: gateway!.metadata.name },
    ])
  })

  test('linkerd: the collector is there, in the mesh, under the identity that install.yaml names', async () => {
    const all = read(await render('overlays/linkerd'))
    const { endpoint, meshIdentity } = install('linkerd').proxy.tracing.collector
    const jaeger = ofKind('Service', all).find((one) =>
      endpoint.startsWith(`${one.metadata.name}.${one.metadata.namespace}:`),
    )
    const port = jaeger?.spec.ports.find((one: { port: number }) => endpoint.endsWith(`:${one.port}`))
    expect(port?.appProtocol).toBe('kubernetes.io/h2c')
    const pod = ofKind('Deployment', all).find(
      (one) => one.spec.template.metadata.labels.app === jaeger!.spec.selector.app,
    )
    expect(pod?.spec.template.spec.serviceAccountName).toBe(meshIdentity.serviceAccountName)
    expect(pod?.metadata.namespace).toBe(meshIdentity.namespace)
    const space = ofKind('Namespace', all).find((one) => one.metadata.name === meshIdentity.namespace)
    expect(space?.metadata.annotations?.['linkerd.io/inject']).toBe('enabled')
  })
})

function findings(text: string, mesh: string): string[] {
  const temporary = mkdtempSync(join(tmpdir(), 'traceferry-kubernetes-'))
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }))
  writeFileSync(join(temporary, 'rendered.yaml'), text)
  return diagnose(readInputs([temporary]), { mesh: [mesh] }).findings.map(({ rule }) => rule.id)
}

function isCustom({ apiVersion }: Manifest): boolean {
  return /\.istio\.io\/|^gateway\.networking\.k8s\.io\//.test(apiVersion)
}

function fqdn({ metadata }: Manifest): string {
  return `${metadata.name}.${metadata.namespace}.svc.cluster.local`
}

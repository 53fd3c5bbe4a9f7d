// TF502: the app may start before its sidecar.
import { memoize } from '../memoize.ts'
import { isNativeIstio, isNativeLinkerd } from '../model/injection.ts'
import type { Container, Workload } from '../model/workloads.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

const network =
  /https?:\/\/|\b(curl|wget|nc|ncat|psql|mysql|redis-cli|mongosh?|migrate|migration|alembic|flyway|liquibase|prisma|wait-for(-it)?|pg_isready|nslookup|git clone)\b/

export const startOrder: Rule = {
  id: 'TF502',
  severity: 'warning',
  title: 'The app may start before its sidecar',
  why: `Until a classic sidecar is up, every call of the app is redirected to a port with no listener. The call fails with
  ECONNREFUSED and the name of the real callee, so the callee gets the blame. Init containers always run before the sidecar:
  their network calls fail, no matter how often they retry.`,
  source:
    'Istio holdApplicationUntilProxyStarts (1.7), Linkerd config.linkerd.io/proxy-await, KEP-753; measured: ECONNREFUSED.',
  before: 'kind: Deployment',
  after: 'sidecar.istio.io/nativeSidecar: "true"',
  *check(world) {
    for (const workload of world.workloads) {
      if (world.injection(workload) !== 'sidecar' || /^(Job|CronJob)$/.test(workload.kind)) continue
      yield* order(workload, world)
    }
    for (const workload of world.workloads) {
      if (world.injection(workload) === 'sidecar') yield* inits(workload, world)
    }
  },
}

function* order(workload: Workload, world: World): Iterable<RawFinding> {
  const { resource, annotations } = workload
  if (!isNativeIstio(workload, world.mesh) && !isHeld(workload, world) && !awaits(workload)) {
    yield {
      place: resource.root.get('kind').place,
      resource,
      message: `${nameOf(resource)}: the sidecar is a classic one in this version of Istio, and nothing holds the app until it is ready`,
      fix: "sidecar.istio.io/nativeSidecar: 'true', or proxy.istio.io/config with holdApplicationUntilProxyStarts: true",
      mesh: ['istio'],
    }
  }
  if (
    /^(disabled|false)$/.test(annotations['config.linkerd.io/proxy-await'] ?? '') &&
    !isNativeLinkerd(workload, world.mesh)
  ) {
    yield {
      place: workload.meta.get('annotations', 'config.linkerd.io/proxy-await').place,
      resource,
      message: `${nameOf(resource)}: proxy-await is off, so the app may start before Linkerd's proxy`,
      fix: 'leave proxy-await on',
      mesh: ['linkerd'],
    }
  }
}

function* inits(workload: Workload, world: World): Iterable<RawFinding> {
  const mesh = [
    ...(isNativeIstio(workload, world.mesh) ? [] : (['istio'] as const)),
    ...(isNativeLinkerd(workload, world.mesh) ? [] : (['linkerd'] as const)),
  ]
  for (const container of mesh.length > 0 ? workload.inits : []) {
    if (!needsNetwork(container)) continue
    yield {
      place: container.field.get('name').place,
      resource: workload.resource,
      message: `${nameOf(workload.resource)}: init container ${container.name} uses the network, and runs before the sidecar`,
      fix: 'use a native sidecar, or do the work in the app or a Job',
      mesh,
    }
  }
}

function isHeld({ annotations }: Workload, { resources }: World): boolean {
  if (held.test(annotations['proxy.istio.io/config'] ?? '')) return true
  return areHeld(resources)
}

const held = /["']?holdApplicationUntilProxyStarts["']?:\s*["']?true/

/** Whether Istio's mesh config holds all apps. Memoized, because every workload asks. */
const areHeld = memoize((resources: readonly Resource[]) =>
  resources.some(({ kind, name, root }) => {
    if (kind === 'ConfigMap' && name.startsWith('istio')) return held.test(root.get('data', 'mesh').text() ?? '')
    return root.get('spec', 'meshConfig', 'defaultConfig', 'holdApplicationUntilProxyStarts').value === true
  }),
)

function awaits({ containers }: Workload): boolean {
  const text = containers.flatMap(({ words }) => words.map((word) => word.text)).join(' ')
  return /traceferry await|pilot-agent wait|linkerd-await|:15021\/healthz\/ready/.test(text)
}

function needsNetwork({ words, env }: Container): boolean {
  return (
    network.test(words.map(({ text }) => text).join(' ')) ||
    (words.length === 0 && env.some(({ value }) => /^https?:\/\//.test(value)))
  )
}

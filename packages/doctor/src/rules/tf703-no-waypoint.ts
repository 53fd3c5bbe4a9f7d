// TF703: HTTP features in ambient mode without a waypoint.
import { isAmbient, isL4Only } from '../model/ambient.ts'
import { nameOfHost } from '../model/references/tree.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const noWaypoint: Rule = {
  id: 'TF703',
  severity: 'warning',
  title: 'HTTP features in ambient mode without a waypoint',
  why: `In ambient mode the proxy on the node sees only connections. Routes, retries, timeouts and rules about methods or paths work
  in a waypoint alone. Without one a route does nothing. A rule of an ALLOW policy with a method or a path never matches, so it
  lets nobody in; in a DENY policy the method and the path are left out, so it denies more than it says.`,
  source:
    'Istio, "Use Layer 4 security policy", "Configure waypoint proxies"; istiod, ambient/authorization.go (1.31).',
  before: 'istio.io/dataplane-mode: ambient',
  after: 'istio.io/use-waypoint: waypoint',
  *check(world) {
    for (const resource of world.resources) {
      if (resource.kind === 'VirtualService') yield* ofVirtualService(resource, world)
      else if (/^(HTTP|GRPC)Route$/.test(resource.kind)) yield* ofRoute(resource, world)
      else if (resource.kind === 'AuthorizationPolicy') yield* ofPolicy(resource, world)
      else if (resource.kind === 'Sidecar' && isAmbient(resource.namespace, world)) yield ofSidecar(resource)
      else if (resource.kind === 'RequestAuthentication' && isBare(resource, world)) {
        const place = resource.root.get('spec').place
        yield foundOf(resource, place, 'tokens are not checked')
      }
    }
  },
}

function foundOf(resource: Resource, place: RawFinding['place'], what: string, severity?: 'error'): RawFinding {
  const message = `${nameOf(resource)}: ${what}, because ${resource.namespace} is in ambient mode and has no waypoint`
  const fix = 'a waypoint (istioctl waypoint apply), and the label istio.io/use-waypoint'
  return { place, resource, message, fix, severity, mesh: ['istio'] }
}

function ofSidecar(resource: Resource): RawFinding {
  const message = `${nameOf(resource)} does nothing, because ${resource.namespace} is in ambient mode and has no sidecars`
  return { place: resource.root.get('kind').place, resource, message, fix: 'leave it out', mesh: ['istio'] }
}

function ofVirtualService(resource: Resource, world: World): RawFinding[] {
  const spec = resource.root.get('spec')
  const gateways = spec.get('gateways').items()
  const isMesh = gateways.length === 0 || gateways.some((one) => one.text() === 'mesh')
  const http = spec.get('http')
  if (!isMesh || !http.exists) return []
  const hosts = spec
    .get('hosts')
    .items()
    .map((host) => nameOfHost(host.text() ?? '', resource.namespace))
  const isBareHost = hosts.some(({ name, namespace }) => {
    return isL4Only({ namespace, name }, world)
  })
  return isBareHost ? [foundOf(resource, http.place, 'its routes do nothing')] : []
}

function ofRoute(resource: Resource, world: World): RawFinding[] {
  const parents = resource.root
    .get('spec', 'parentRefs')
    .items()
    .filter((ref) => ref.get('kind').text() === 'Service')
  return parents
    .filter((ref) => {
      const namespace = ref.get('namespace').text() ?? resource.namespace
      return isL4Only({ namespace, name: ref.get('name').text() ?? '' }, world)
    })
    .map((ref) => foundOf(resource, ref.get('name').place, 'its rules do nothing'))
}

/** A policy without targetRefs is for the proxies on the nodes; one with targetRefs is for a waypoint. */
function isBare({ root, namespace }: Resource, world: World): boolean {
  const targets = [...root.get('spec', 'targetRefs').items(), root.get('spec', 'targetRef')].filter((one) => one.exists)
  if (!isAmbient(namespace, world)) return false
  return targets.length === 0
    ? isL4Only({ namespace, name: '' }, world)
    : targets.some(
        (one) =>
          one.get('kind').text() === 'Service' && isL4Only({ namespace, name: one.get('name').text() ?? '' }, world),
      )
}

function* ofPolicy(resource: Resource, world: World): Iterable<RawFinding> {
  if (!isBare(resource, world)) return
  const action = resource.root.get('spec', 'action').text() ?? 'ALLOW'
  for (const rule of resource.root.get('spec', 'rules').items()) {
    const field = http(rule)
    if (field === undefined) continue
    const key = field.path.at(-1)
    const isAllow = action === 'ALLOW'
    const what = isAllow
      ? `the rule with ${key} lets nobody in`
      : `the rule with ${key} denies without looking at ${key === 'when' ? 'the condition' : key}`
    yield foundOf(resource, field.place, what, isAllow ? 'error' : undefined)
  }
}

/** The first part of a rule that needs HTTP. */
function http(rule: Field): Field | undefined {
  for (const to of rule.get('to').items()) {
    for (const key of ['hosts', 'notHosts', 'methods', 'notMethods', 'paths', 'notPaths']) {
      const field = to.get('operation', key)
      if (field.exists) return field
    }
  }
  for (const from of rule.get('from').items()) {
    for (const key of ['requestPrincipals', 'notRequestPrincipals', 'remoteIpBlocks', 'notRemoteIpBlocks']) {
      const field = from.get('source', key)
      if (field.exists) return field
    }
  }
  const when = rule.get('when')
  return when.items().some((one) => /^request\.|^remote\.|^connection\./.test(one.get('key').text() ?? ''))
    ? when
    : undefined
}

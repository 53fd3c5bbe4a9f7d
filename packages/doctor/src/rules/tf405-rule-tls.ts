// TF405: TLS settings of a DestinationRule that break calls, or that are missing.
import { memoize } from '../memoize.ts'
import { isBefore } from '../model/mesh.ts'
import { isThroughGateway } from '../model/references/through-gateways.ts'
import { nameOfHost, treeOf } from '../model/references/tree.ts'
import { strictFor, strictForAll } from '../model/strict-policies.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

export const ruleTls: Rule = {
  id: 'TF405',
  severity: 'error',
  title: 'TLS of a DestinationRule that is incomplete, or contradicts the mesh',
  why: `MUTUAL without a certificate is refused. SIMPLE and MUTUAL without caCertificates trust the system's authorities since Istio
  1.21, which do not know a certificate from inside the cluster, and checked nothing before. DISABLE sends plain text, which STRICT
  refuses. A credentialName is for gateways: without a workloadSelector a sidecar leaves all of tls out, and sends plain text. A
  ServiceEntry for port 443 with protocol HTTP and no DestinationRule with tls sends plain text to a TLS port.`,
  source: 'Istio, "ClientTLSSettings", "Egress TLS Origination", IST0128 and IST0129; istio/api#3122 (1.21).',
  before: 'mode: DISABLE',
  after: 'mode: ISTIO_MUTUAL',
  *check(world) {
    for (const resource of world.resources) {
      if (resource.kind === 'DestinationRule') yield* ofRule(resource, world)
      else if (resource.kind === 'ServiceEntry') yield* ofEntry(resource, world)
    }
  },
}

/** The trafficPolicies of a DestinationRule: of the host, of its ports and of its subsets. */
function policiesOf({ root }: Resource): Field[] {
  const spec = root.get('spec')
  const tops = [spec, ...spec.get('subsets').items()].map((owner) => owner.get('trafficPolicy'))
  return tops.flatMap((policy) => [policy, ...policy.get('portLevelSettings').items()]).filter(({ exists }) => exists)
}

function* ofRule(resource: Resource, world: World): Iterable<RawFinding> {
  const text = resource.root.get('spec', 'host').text() ?? ''
  const host = nameOfHost(text, resource.namespace)
  const isOurs = host.form === 'full' || treeOf(world).servicesOf(host.name, host.namespace).length > 0
  for (const policy of policiesOf(resource)) {
    const tls = policy.get('tls')
    const mode = tls.get('mode')
    const at = { place: mode.exists ? mode.place : tls.place, resource, mesh: ['istio'] as const }
    const say = (message: string) => `${nameOf(resource)}: ${message}`
    const has = (key: string) => tls.get(key).exists && tls.get(key).text() !== ''
    if (mode.text() === 'MUTUAL' && !has('credentialName') && !(has('clientCertificate') && has('privateKey')))
      yield {
        ...at,
        message: say('mode MUTUAL without clientCertificate and privateKey, which Istio refuses'),
        fix: 'both, or credentialName',
      }
    if (
      mode.text() === 'ISTIO_MUTUAL' &&
      ['clientCertificate', 'privateKey', 'caCertificates', 'credentialName'].some(has)
    )
      yield {
        ...at,
        message: say('mode ISTIO_MUTUAL with certificates, which Istio refuses'),
        fix: 'leave the certificates out',
      }
    if (/^(SIMPLE|MUTUAL)$/.test(mode.text() ?? '')) yield* unverified(tls, isOurs, at, say, world)
    // Seen in Istio's cluster_tls.go, buildUpstreamClusterTLSContext. A certificate in a ConfigMap is for everybody.
    const isSecret = has('credentialName') && !tls.get('credentialName').text()?.startsWith('configmap://')
    const isForAll = !resource.root.get('spec', 'workloadSelector').exists
    if (/^(SIMPLE|MUTUAL)$/.test(mode.text() ?? '') && isSecret && isForAll && !isThroughGateway(host, world.resources))
      yield {
        ...at,
        message: say(
          `mode ${mode.text()} with credentialName and without workloadSelector: sidecars send plain text to ${text}`,
        ),
        fix: 'certificates as files, or a workloadSelector',
        severity: isOurs ? 'warning' : 'info',
      }
    const isPlain = mode.text() === 'DISABLE'
    const strict = !isPlain
      ? undefined
      : host.form === 'wildcard'
        ? strictForAll(text, world)
        : strictFor(host.namespace, host.name, world)
    if (strict)
      yield {
        ...at,
        message: say(`sends plain text to ${text}, and ${nameOf(strict)} is STRICT: the connection is reset`),
        fix: 'mode: ISTIO_MUTUAL',
      }
  }
  yield* withoutTls(resource, text, world)
}

function* unverified(
  tls: Field,
  isOurs: boolean,
  at: Pick<RawFinding, 'place' | 'resource' | 'mesh'>,
  say: (message: string) => string,
  { mesh }: World,
): Iterable<RawFinding> {
  const isGiven = ['caCertificates', 'credentialName'].some((key) => tls.get(key).exists)
  if (isGiven || tls.get('insecureSkipVerify').value === true) return
  const mode = tls.get('mode').text()
  if (isBefore(mesh.istio.version, [1, 21]))
    yield {
      ...at,
      message: say(`mode ${mode} without caCertificates: the certificate is not checked`),
      fix: 'caCertificates',
      severity: 'warning',
    }
  else if (isOurs)
    yield {
      ...at,
      message: say(
        `mode ${mode} without caCertificates: only a certificate of a public authority is taken, and the host is in the cluster`,
      ),
      fix: 'caCertificates with the authority of the service, or ISTIO_MUTUAL',
      severity: 'warning',
    }
  else
    yield {
      ...at,
      message: say(`mode ${mode} without caCertificates: any certificate of a public authority for this name is taken`),
      fix: 'caCertificates, to trust only the right authority',
      severity: 'info',
    }
}

/** A rule without tls for a host whose broader rule has ISTIO_MUTUAL: it replaces all of the broader rule. */
function* withoutTls(resource: Resource, text: string, world: World): Iterable<RawFinding> {
  const policy = resource.root.get('spec', 'trafficPolicy')
  if (text.startsWith('*') || (policy.exists && policy.get('tls').exists)) return
  const host = nameOfHost(text, resource.namespace)
  const full = host.form === 'short' ? `${text}.${resource.namespace}.svc.cluster.local` : text
  const broader = rulesOf(world).find((one) => {
    if (one === resource) return false
    const wild = one.root.get('spec', 'host').text() ?? ''
    const isOverall = wild.startsWith('*') && full.endsWith(wild.slice(1))
    return isOverall && /^(ISTIO_)?MUTUAL$/.test(one.root.get('spec', 'trafficPolicy', 'tls', 'mode').text() ?? '')
  })
  if (broader === undefined) return
  yield {
    place: policy.exists ? policy.place : resource.root.get('spec', 'host').place,
    resource,
    message: `${nameOf(resource)} has no tls and replaces ${nameOf(broader)}, which has it`,
    fix: 'tls: { mode: ISTIO_MUTUAL } here too',
    severity: 'warning',
    mesh: ['istio'],
  }
}

/** Port 443 as plain HTTP, where no DestinationRule makes it TLS. */
function* ofEntry(resource: Resource, world: World): Iterable<RawFinding> {
  if (resource.root.get('spec', 'location').text() === 'MESH_INTERNAL') return
  for (const port of resource.root.get('spec', 'ports').items()) {
    const target = port.get('targetPort').number() ?? port.get('number').number()
    if (target !== 443 || !/^HTTP2?$/i.test(port.get('protocol').text() ?? '')) continue
    const hosts = resource.root
      .get('spec', 'hosts')
      .items()
      .map((host) => host.text() ?? '')
    if (hosts.some((host) => tlsRules(world).some((rule) => isFor(rule, host)))) continue
    yield {
      place: port.get('protocol').place,
      resource,
      message: `${nameOf(resource)}: port ${port.get('number').text()} is plain HTTP to port 443 of ${hosts.join(', ')}, and no DestinationRule makes it TLS`,
      fix: 'a DestinationRule with tls: { mode: SIMPLE }, or protocol: HTTPS where the app does TLS',
      severity: 'warning',
      mesh: ['istio'],
    }
  }
}

/** Kept in lists of their own, because looking at every object for each rule takes the square of their number. */
const rulesOf = memoize(({ resources }: World) =>
  resources.filter(
    ({ kind, root }) => kind === 'DestinationRule' && root.get('spec', 'host').text()?.startsWith('*') === true,
  ),
)
const tlsRules = memoize(({ resources }: World) =>
  resources.filter(
    (one) =>
      one.kind === 'DestinationRule' &&
      policiesOf(one).some((policy) => /^(SIMPLE|MUTUAL)$/.test(policy.get('tls', 'mode').text() ?? '')),
  ),
)

function isFor(rule: Resource, host: string): boolean {
  const own = rule.root.get('spec', 'host').text() ?? ''
  return own === host || (own.startsWith('*') && host.endsWith(own.slice(1)))
}

// TF203: an app calls a service of the mesh over https.

import { isProxyVariable } from '../model/calls/is-proxy-variable.ts'
import { isInMesh, serviceKey, urlsIn } from '../model/hosts.ts'
import { istioProtocol } from '../model/protocols.ts'
import { type Service, type ServicePort, servicesNamed } from '../model/services.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'
import { httpsInFiles } from './https-in-files.ts'

const unproven = ', and no manifest says that its port is plain text'
const fix = 'call http:// and let the sidecars do mutual TLS'

export const httpsInMesh: Rule = {
  id: 'TF203',
  severity: 'error',
  title: 'An app calls a service of the mesh over https://',
  why: `The app's own TLS hides the request from the sidecar: there is no span, no retry, no timeout, no routing and no HTTP
  authorization. On a port that the callee serves in plain text, the call hangs or is reset. The sidecars already encrypt the
  connection between the pods. It is an error where the port is declared as plain text. Where no manifest says what the port
  speaks it is a note, because some servers, such as those of ECK, speak TLS themselves.`,
  source: 'Linkerd, "Protocol Detection" (TLS by the app is opaque); seen on istiod with STRICT mTLS: the call hangs.',
  before: '- name: PAYMENTS_URL\n  value: https://payments.shop.svc.cluster.local:8080',
  after: '- name: PAYMENTS_URL\n  value: http://payments.shop.svc.cluster.local:8080',
  *check(world) {
    for (const workload of world.workloads) {
      if (world.injection(workload) === 'off' || world.injection(workload) === 'never') continue
      for (const container of workload.containers) {
        const texts = [
          ...container.env.map((one) => ({
            what: one.name,
            text: one.value,
            place: () => one.place,
            field: one.field,
          })),
          ...container.words.map(({ text, field }) => ({ what: 'an argument', text, place: () => field.place, field })),
        ]
        for (const { what, text, place } of texts) {
          if (isProxyVariable(what)) continue
          for (const [host, isProven] of new Map(encrypted(text, workload.namespace, world))) {
            const message = `${nameOf(workload.resource)}: ${what} of container ${container.name} calls https://${host}, a service of the mesh`
            yield {
              place: place(),
              resource: workload.resource,
              message: isProven ? message : `${message}${unproven}`,
              fix: isProven ? fix : `${fix}; where the server speaks TLS itself, name its port https`,
              severity: isProven ? 'error' : 'info',
              mesh: ['istio', 'linkerd'],
            }
          }
        }
      }
    }
    yield* httpsInFiles(world, fix)
    yield* live(world)
  },
}

/**
 * The hosts in the mesh that a text calls over TLS, and whether that is proven to be wrong: the port is declared as plain text. Not
 * the API server, which is outside, nor a port declared as TLS.
 */
function encrypted(text: string, namespace: string, { services }: World): [string, boolean][] {
  return urlsIn(text).flatMap(({ protocol, host, port }): [string, boolean][] => {
    if (!/^(https|grpcs|wss)$/.test(protocol) || /^kubernetes(\.default)?(\.|$)/.test(host)) return []
    if (!isInMesh(host, namespace, services)) return []
    const service = servicesNamed(serviceKey(host, namespace), services)[0]
    const declared = service?.ports.find((one) => one.port === (port ?? 443))
    if (isTls(declared)) return []
    const isPlain = declared !== undefined && /^http2?$/.test(istioProtocol(declared))
    return [[port === undefined ? host : `${host}:${port}`, isPlain]]
  })
}

/** Whether a port is declared as TLS, so that TLS is intended. */
function isTls(port: ServicePort | undefined): boolean {
  return /^(https|tls|kubernetes\.io\/wss)$/.test(port?.appProtocol ?? port?.name.split('-')[0] ?? '')
}

/**
 * Whether a process called a service of the mesh. Its namespace and the port are unknown. A name without a dot counts, because
 * only the cluster's search path resolves it.
 */
function isCalledInMesh(host: string, services: readonly Service[]): boolean {
  const named = services.filter(({ name, namespace }) => [name, `${name}.${namespace}`].includes(host))
  if (named.some(({ ports }) => ports.some(isTls))) return false
  return named.length > 0 || isInMesh(host, '', services) || (/^[a-z][\w-]*$/.test(host) && host !== 'localhost')
}

function* live({ live: reports, services }: World): Iterable<RawFinding> {
  for (const { process, calls, environment, at } of reports) {
    for (const [n, { host, protocol, count }] of calls.entries()) {
      if (protocol !== 'https:' || !isCalledInMesh(host, services)) continue
      yield {
        place: at(['calls', n]),
        message: `${process} made ${count} calls to https://${host}, a service of the mesh`,
        fix,
      }
    }
    for (const { name, value, place } of environment) {
      const [[host, isProven] = []] = isProxyVariable(name) ? [] : encrypted(value, '', { services } as World)
      if (host)
        yield {
          place,
          message: `${process}: ${name} is https://${host}, a service of the mesh${isProven ? '' : unproven}`,
          fix,
          severity: isProven ? 'error' : 'info',
          mesh: ['istio', 'linkerd'],
        }
    }
  }
}

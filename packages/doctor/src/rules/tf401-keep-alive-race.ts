// TF401: the app closes idle connections before its sidecar does.
import { keepAliveTimeout, runsNode } from '../model/app.ts'
import { durationText } from '../model/durations.ts'
import type { KeepAlive } from '../model/keep-alive/keep-alive.ts'
import { serverKeepAlive } from '../model/keep-alive/server-keep-alive.ts'
import { type Idle, inboundIdle } from '../model/pools.ts'
import { istioProtocol } from '../model/protocols.ts'
import { servicesSelecting } from '../model/services.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** Istio's idle timeout, unless a DestinationRule or a Sidecar sets one. */
const envoyIdle = 3_600_000
/** Node's server.keepAliveTimeout, and the second that Node adds to it. */
const nodeDefault = 5000
const nodeBuffer = 1000
/** Linkerd's idle timeout for HTTP/1. */
const linkerdIdle = 3000
const margin = 5000

/** P1 and P2: the side that opened an idle connection must also be the first to close it. */
export const keepAliveRace: Rule = {
  id: 'TF401',
  severity: 'error',
  title: 'The app closes idle connections before its sidecar does',
  why: `The sidecar keeps connections to its app open for one hour, and Node closes them after 5 s (and a second of grace). A
  request sent at the moment of closing is lost: 503 with the flag UC. Of 1,260 requests around that moment 85 to 88 failed;
  Istio's own retry saw none of 97 such races. With the sidecar's idle time below the app's, 0 of 2,520 failed.
  Only variables that name the server count (SERVER_KEEP_ALIVE_TIMEOUT, KEEP_ALIVE_TIMEOUT_MS): DB_KEEP_ALIVE is about something else.`,
  source: 'Envoy FAQ on timeouts, Node http.Server keepAliveTimeout, Linkerd proxy env.rs; measured on Node 20 to 26.',
  before: '- name: KEEP_ALIVE_TIMEOUT_MS\n  value: "5000"',
  after: '- name: KEEP_ALIVE_TIMEOUT_MS\n  value: "3605000"',
  *check(world) {
    for (const workload of world.workloads) {
      if (world.injection(workload) !== 'sidecar' || !servesHttp(workload, world)) continue
      const idle = inboundIdle(workload, world.services, world.resources, world.pools)
      const hint: KeepAlive | undefined = keepAliveTimeout(workload) ?? serverKeepAlive(workload, world)
      if (hint) yield* forKnownTimeout(workload, hint, idle)
      else if (runsNode(workload)) yield* forDefaultTimeout(workload, idle)
    }
    yield* live(world)
  },
}

/** A finding for a timeout that the manifests set, so the race is certain. 0 means that the app never closes. */
function* forKnownTimeout(workload: Workload, hint: KeepAlive, idle: Idle | undefined): Iterable<RawFinding> {
  const { value, place, name, isSure = true } = hint
  if (value === 0) return
  // What is about the client's side or about something else has the same name.
  const severity = hint.severity ?? (isSure ? 'error' : 'info')
  const who = nameOf(workload.resource)
  const envoy = idle?.ms ?? envoyIdle
  if (value <= envoy) {
    const wanted = envoy + margin
    yield {
      place,
      resource: workload.resource,
      message: `${who} closes idle connections after ${durationText(value)} (${name}), its sidecar keeps them for ${durationText(envoy)}`,
      fix: `keepAliveTimeout of ${wanted} ms, or idleTimeout: 4s in a DestinationRule`,
      severity,
      mesh: ['istio'],
    }
  }
  if (value <= linkerdIdle) {
    const message = `${who} closes idle connections after ${durationText(value)} (${name}), Linkerd's proxy keeps them for ${durationText(linkerdIdle)}`
    yield {
      place,
      resource: workload.resource,
      message,
      fix: 'keepAliveTimeout of 5000 ms or more',
      severity,
      mesh: ['linkerd'],
    }
  }
}

/** A finding for Node with no timeout in the manifests. A warning, because the code may set one. */
function* forDefaultTimeout(workload: Workload, idle: Idle | undefined): Iterable<RawFinding> {
  const envoy = idle?.ms ?? envoyIdle
  if (nodeDefault > envoy) return
  yield {
    place: idle ? idle.field.place : workload.containers[0]!.field.place,
    resource: workload.resource,
    message: `${nameOf(workload.resource)} runs Node, which closes idle connections after 5 s by default, and its sidecar keeps them for ${durationText(envoy)}`,
    fix: 'idleTimeout: 4s in a DestinationRule, or set server.keepAliveTimeout above it and say so: traceferry.dev/keep-alive-timeout',
    severity: 'warning',
    mesh: ['istio'],
  }
}

function* live({ live: reports, mesh }: World): Iterable<RawFinding> {
  const [envoy, name] = mesh.linkerd.presence === 'yes' ? [linkerdIdle, 'Linkerd'] : [envoyIdle, 'Istio']
  for (const { process, servers, at } of reports) {
    for (const [n, { port, keepAliveTimeout: ms, keepAliveTimeoutBuffer: buffer = nodeBuffer }] of servers.entries()) {
      if (ms === undefined || ms === 0 || ms + buffer > envoy) continue
      yield {
        place: at(['servers', n]),
        message: `${process} closes idle connections on port ${port} after ${durationText(ms)} (+${durationText(buffer)}), ${name}'s sidecar keeps them for ${durationText(envoy)}`,
        fix: `server.keepAliveTimeout = ${envoy + margin}`,
        mesh: ['istio', 'linkerd'],
      }
    }
  }
}

function servesHttp(workload: Workload, { services }: World): boolean {
  const ports = servicesSelecting(workload, services).flatMap((service) => service.ports)
  return ports.some((port) => ['http', 'http2', 'sniff'].includes(istioProtocol(port)))
}

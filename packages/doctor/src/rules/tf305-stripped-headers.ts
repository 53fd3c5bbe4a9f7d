// TF305: an app relies on request headers that its sidecar ignores.
import { memoize } from '../memoize.ts'
import type { MeshName } from '../model/mesh.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'
import type { World } from '../world.ts'

const envoy =
  /\bx-envoy-(upstream-rq-(per-try-)?timeout-ms|max-retries|retry-on|retry-grpc-on|hedge-on-per-try-timeout|retriable-status-codes)\b/i
const linkerd = /\bl5d-(timeout|retry-(http|grpc|limit|timeout))\b/i

export const strippedHeaders: Rule = {
  id: 'TF305',
  severity: 'warning',
  title: 'An app relies on request headers that the sidecar ignores',
  why: `A default Istio sidecar ignores x-envoy-upstream-rq-timeout-ms and x-envoy-retry-on from its own app, although Istio's task
  about timeouts says otherwise: the request counts as external, because Envoy no longer trusts private addresses since 1.33.
  Linkerd reads l5d-timeout and l5d-retry-* only when it was installed with the flag for them.`,
  source:
    'Envoy 1.33 and 1.36 notes on internal addresses, istio/istio#14923; Linkerd, --allow-l5d-request-headers; measured.',
  before: '- name: TIMEOUT_HEADER\n  value: x-envoy-upstream-rq-timeout-ms',
  after: 'timeout: 2s',
  *check(world) {
    for (const workload of world.workloads) {
      for (const { env, words, name } of workload.containers) {
        const texts = [
          ...env.map((one) => ({ text: `${one.name}=${one.value}`, at: () => one.place })),
          ...words.map(({ text, field }) => ({ text, at: () => field.place })),
        ]
        for (const { text, at } of texts) {
          const found = headerIn(text, world)
          if (found === undefined) continue
          yield {
            place: at(),
            resource: workload.resource,
            message: `${nameOf(workload.resource)}: container ${name} sends ${found.header}, which ${found.mesh === 'istio' ? "Istio's sidecar" : "Linkerd's proxy"} ignores`,
            fix:
              found.mesh === 'istio'
                ? 'set the timeout in a VirtualService, or send grpc-timeout'
                : 'annotate the Service, or install with --allow-l5d-request-headers',
            mesh: [found.mesh],
          }
        }
      }
    }
  },
}

function headerIn(text: string, { workloads }: World): { header: string; mesh: MeshName } | undefined {
  const [header] = envoy.exec(text) ?? []
  if (header) return { header: header.toLowerCase(), mesh: 'istio' }
  const [other] = linkerd.exec(text) ?? []
  return other && !areAllowed(workloads) ? { header: other.toLowerCase(), mesh: 'linkerd' } : undefined
}

/** Whether Linkerd itself is among the workloads, with the flag that allows these headers. */
const areAllowed = memoize((workloads: readonly Workload[]) =>
  workloads.some(({ containers }) =>
    containers.some(({ words }) => words.some((word) => /allow-l5d-request-headers(=true)?$/.test(word.text))),
  ),
)

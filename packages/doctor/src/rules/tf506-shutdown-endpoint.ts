// TF506: a Job calls Linkerd's shutdown endpoint, which is off by default.
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const shutdownEndpoint: Rule = {
  id: 'TF506',
  severity: 'info',
  title: "A Job calls /shutdown of Linkerd's proxy, which is turned off",
  why: `A classic sidecar of Linkerd does not end with its Job, so Jobs tell it to, by a POST to /shutdown. That endpoint is off by default:
  it answers 404, the proxy keeps running, and so does the Job. The annotation turns it on. A native sidecar ends by itself and needs neither.`,
  source: 'Linkerd values.yaml proxy.enableShutdownEndpoint (false), config.linkerd.io/proxy-admin-shutdown.',
  before: 'http://127.0.0.1:4191/shutdown',
  after: 'config.linkerd.io/proxy-admin-shutdown: enabled',
  *check({ workloads }) {
    for (const workload of workloads) {
      const { resource, annotations, containers } = workload
      if (!/^(Job|CronJob)$/.test(workload.kind) || annotations['config.linkerd.io/proxy-admin-shutdown'] === 'enabled')
        continue
      for (const { words } of containers) {
        const word =
          words.find(({ text }) => /:4191\/shutdown|linkerd-await\b.*(-S|--shutdown)\b/.test(text)) ??
          shutdownFlag(words)
        if (word === undefined) continue
        const message = `${nameOf(resource)} asks Linkerd's proxy to shut down, and the endpoint is off unless enabled`
        yield {
          place: word.field.place,
          resource,
          message,
          fix: 'config.linkerd.io/proxy-admin-shutdown: enabled on the pod',
          mesh: ['linkerd'],
        }
      }
    }
  },
}

/** The shutdown flag in `command: [linkerd-await, -S, --, work]`. */
function shutdownFlag<T extends { text: string }>(words: readonly T[]): T | undefined {
  const isAwait = words.some(({ text }) => /(^|\/)linkerd-await$/.test(text))
  return isAwait ? words.find(({ text }) => /^(-S|--shutdown)$/.test(text)) : undefined
}

// TF504: the sidecar stops before the app is done.
import { drainDelay } from '../model/app.ts'
import { durationText, milliseconds } from '../model/durations.ts'
import { isNativeIstio, isNativeLinkerd } from '../model/injection.ts'
import type { Workload } from '../model/workloads.ts'
import { nameOf } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'
import type { World } from '../world.ts'

/** How long a classic sidecar of Istio drains by default before it exits, in ms. */
const istioDrain = 5000

export const drainSettings: Rule = {
  id: 'TF504',
  severity: 'warning',
  title: 'The sidecar stops before the app is done',
  why: `A classic sidecar gets SIGTERM together with the app. Istio's sidecar drains for terminationDrainDuration (5 s) and exits: an
  app that keeps serving after that gets ECONNREFUSED for its own calls. Linkerd's refuses new calls at once. A native sidecar
  ends after the app, and the settings that worked around this then have no effect.`,
  source:
    'Istio ProxyConfig terminationDrainDuration, EXIT_ON_ZERO_ACTIVE_CONNECTIONS (1.12); Linkerd values.yaml; KEP-753.',
  before: 'terminationDrainDuration: 5s',
  after: 'terminationDrainDuration: 25s',
  *check(world) {
    for (const workload of world.workloads) {
      if (world.injection(workload) !== 'sidecar') continue
      yield* istio(workload, world)
      yield* linkerd(workload, world)
    }
  },
}

function* istio(workload: Workload, { mesh }: World): Iterable<RawFinding> {
  const { annotations, meta, resource, pod } = workload
  const config = annotations['proxy.istio.io/config'] ?? ''
  const place = meta.get('annotations', 'proxy.istio.io/config').place
  const drain = milliseconds(/terminationDrainDuration["']?:\s*["']?([\w.]+)/.exec(config)?.[1])
  const waits = /EXIT_ON_ZERO_ACTIVE_CONNECTIONS["']?:\s*["']?true/.test(config)
  const period = (pod.get('terminationGracePeriodSeconds').number() ?? 30) * 1000
  const who = nameOf(resource)
  if (drain !== undefined && drain >= period) {
    const message = `${who}: terminationDrainDuration is ${durationText(drain)}, and the pod is killed after ${durationText(period)}`
    yield { place, resource, message, fix: 'a longer terminationGracePeriodSeconds', mesh: ['istio'] }
  }
  if (isNativeIstio(workload, mesh) || waits) return
  const delay = drainDelay(workload)
  if (delay === undefined || delay.value < (drain ?? istioDrain)) return
  const message = `${who} serves for ${durationText(delay.value)} after SIGTERM (${delay.name}), and its sidecar exits after ${durationText(drain ?? istioDrain)}`
  const fix = `terminationDrainDuration: ${Math.ceil(delay.value / 1000) + 5}s, EXIT_ON_ZERO_ACTIVE_CONNECTIONS, or a native sidecar`
  yield { place: drain === undefined ? delay.place : place, resource, message, fix, mesh: ['istio'] }
}

function* linkerd(workload: Workload, { mesh }: World): Iterable<RawFinding> {
  const { annotations, meta, resource } = workload
  const key = [
    'config.alpha.linkerd.io/proxy-wait-before-exit-seconds',
    'config.linkerd.io/proxy-wait-before-exit-seconds',
  ].find((one) => annotations[one] !== undefined)
  const delay = drainDelay(workload)
  if (key !== undefined && isNativeLinkerd(workload, mesh)) {
    const message = `${nameOf(resource)}: waitBeforeExitSeconds is ignored, since the proxy is a native sidecar`
    yield { place: meta.get('annotations', key).place, resource, message, fix: 'leave it out', mesh: ['linkerd'] }
  } else if (!isNativeLinkerd(workload, mesh) && delay && Number(annotations[key ?? ''] ?? 0) * 1000 < delay.value) {
    const message = `${nameOf(resource)} serves for ${durationText(delay.value)} after SIGTERM (${delay.name}), and Linkerd's proxy refuses calls at once`
    const fix = `config.alpha.linkerd.io/proxy-wait-before-exit-seconds: "${Math.ceil(delay.value / 1000)}", or a native sidecar`
    yield { place: delay.place, resource, message, fix, mesh: ['linkerd'] }
  }
  const graceful = milliseconds(annotations['config.linkerd.io/shutdown-grace-period'])
  if (graceful === undefined || delay === undefined || graceful >= delay.value) return
  const message = `${nameOf(resource)}: shutdown-grace-period is ${durationText(graceful)}, shorter than the app's delay of ${durationText(delay.value)}`
  yield {
    place: meta.get('annotations', 'config.linkerd.io/shutdown-grace-period').place,
    resource,
    message,
    fix: 'a longer one',
    mesh: ['linkerd'],
  }
}

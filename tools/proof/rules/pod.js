// A pod without a kubelet: starts and stops processes in the order in which Kubernetes starts and stops containers (KEP-753;
// "Pod Lifecycle"). What differs between a classic sidecar and a native one is this order, and nothing else.
import { setTimeout as sleep } from 'node:timers/promises'
import { annotationOf } from './manifest.js'

/** Istio's, for the versions in which a classic sidecar is the default. */
export const isNative = (workload) => annotationOf(workload, 'sidecar.istio.io/nativeSidecar') === 'true'

/**
 * Starts a pod. A native sidecar is ready before the init containers run; a classic one is a container beside the app.
 * @param {any} workload
 * @param {object} containers
 * @param {(how: { untilReady: boolean }) => Promise<any>} containers.sidecar starts it, and resolves as soon as the process runs
 * @param {readonly (() => Promise<unknown>)[]} [containers.inits] run to their end
 * @param {() => Promise<any>} containers.app as `sidecar`
 * @returns `{ sidecar, app }`, what each start gave
 */
export async function startPod(workload, { sidecar, inits = [], app }) {
  if (isNative(workload)) {
    const started = await sidecar({ untilReady: true })
    for (const init of inits) await init()
    return { sidecar: started, app: await app() }
  }
  for (const init of inits) await init()
  const [started, runs] = await Promise.all([sidecar({ untilReady: false }), app()])
  return { sidecar: started, app: runs }
}

/**
 * Ends a container as the kubelet does: preStop, SIGTERM, and SIGKILL when the grace period is over.
 * @param container `kill(signal)` and `ended`
 * @param scale makes the times of the manifest shorter
 * @returns `'SIGTERM'` or `'SIGKILL'`: what ended it
 */
export async function stopContainer(pod, container, scale) {
  const grace = (pod.terminationGracePeriodSeconds ?? 30) * 1000 * scale
  const preStop = (pod.containers[0].lifecycle?.preStop?.sleep?.seconds ?? 0) * 1000 * scale
  const ended = container.ended.then(() => 'ended')
  const over = sleep(grace, 'over', { ref: false })
  if ((await Promise.race([sleep(preStop), over, ended])) === undefined) container.kill('SIGTERM')
  if ((await Promise.race([over, ended])) === 'ended') return 'SIGTERM'
  container.kill('SIGKILL')
  await ended
  return 'SIGKILL'
}

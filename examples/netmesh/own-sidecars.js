// Sidecars without a control plane: each Envoy gets the configuration that Istio would send it, as a file.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sidecar } from './envoy/sidecar.js'
import { rules } from './iptables.js'
import { locate } from './needs.js'
import { startEnvoy } from './programs.js'

/**
 * `programs` that the pods need besides Envoy (path in the pod to path on the host), `intercept` a pod's traffic, what
 * has to run for `control`, and how to `start` a sidecar.
 */
export const ownSidecars = {
  programs: {},
  async intercept(pod, folder) {
    const file = join(folder, `${pod.name}.rules`)
    await writeFile(file, rules)
    await pod.run(locate('iptables-restore'), [file])
  },
  control: async () => [],
  start: (pod, options) => startEnvoy(pod, sidecar(pod.name, options), options),
}

// Sidecars without a control plane: each Envoy gets the configuration that Istio would send it, as a file.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gateway } from './envoy/gateway.js'
import { sidecar } from './envoy/sidecar.js'
import { rules } from './iptables.js'
import { locate } from './needs.js'
import { ask, startEnvoy } from './programs.js'

/**
 * `programs` that the pods need besides Envoy (path in the pod to path on the host), `intercept` a pod's traffic, what
 * has to run for `control` (`programs`; `records` and `containers`, where DNS and the services are not the usual), how to `start` the Envoy of a pod
 * and to ask its `admin` interface.
 * @type {any}
 */
export const ownSidecars = {
  programs: {},
  async intercept(pod, folder) {
    const file = join(folder, `${pod.name}.rules`)
    await writeFile(file, rules)
    await pod.run(locate('iptables-restore'), [file])
  },
  control: async () => ({ programs: [] }),
  start(pod, options) {
    return startEnvoy(pod, pod.name === 'gateway' ? gateway(options) : sidecar(pod.name, options), options)
  },
  admin: (_pod, method, path, socket) => ask(socket, method, path),
}

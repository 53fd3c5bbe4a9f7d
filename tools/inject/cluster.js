// A Kubernetes API on this machine's loopback, with namespaces for pods that are injected and for pods that are not.
import { setTimeout as sleep } from 'node:timers/promises'
import { hand, write } from '../kubernetes/overlays.js'
import { startServer } from '../kubernetes/server.js'
import { freePorts } from '../shared/ports.js'

export const INJECT = 'traceferry.dev/inject'

export const isInjected = ({ spec }) => JSON.stringify(spec).includes('/traceferry/register.cjs')

/** Beta versions of an API are off unless requested. */
const beta = { 'runtime-config': 'admissionregistration.k8s.io/v1beta1=true' }

/**
 * @param emulated the version that the server is to behave as, such as `1.34`, where the beta has a gate as well
 * @returns what startServer() returns. Its pods go no further than the store.
 */
export async function startCluster(kubernetes, folder, emulated) {
  const older = {
    'emulated-version': emulated,
    'emulation-forward-compatible': true, // it watches its policies through v1, whatever it behaves as
    'feature-gates': 'MutatingAdmissionPolicy=true',
  }
  const flags = emulated === undefined ? beta : { ...beta, ...older }
  const [api, etcd, peer] = await freePorts(3)
  const place = {
    folder,
    command: (program, args) => [program, args],
    ports: { api, etcd, peer },
    address: '10.244.0.1',
    flags,
  }
  return startServer(kubernetes, place)
}

/** Makes namespaces, each with the account that a controller would make. */
export async function makeNamespaces(kubectl, wanted) {
  const spaces = Object.entries(wanted).map(([name, labels]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  }))
  const accounts = Object.keys(wanted).map((namespace) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace },
    automountServiceAccountToken: false,
  }))
  await kubectl(hand, write(spaces))
  await kubectl(hand, write(accounts))
}

/** Creates a pod, and gives it as it is stored. */
export async function createPod(kubectl, pod) {
  return JSON.parse(await kubectl(['create', '--output=json', '-f', '-'], JSON.stringify(pod)))
}

/** What the API server would make of a plain pod in a namespace. */
export async function probe(kubectl, namespace) {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace },
    spec: { containers: [{ name: 'app', image: 'example.com/app:1' }] },
  }
  return JSON.parse(await kubectl(['create', '--dry-run=server', '--output=json', '-f', '-'], JSON.stringify(pod)))
}

/** The API server applies policies within moments, but does not say when: retries until a plain pod has the expected result. */
export async function untilPod(kubectl, namespace, isAsWanted) {
  const deadline = Date.now() + 60_000
  let pod
  while (Date.now() < deadline) {
    pod = await probe(kubectl, namespace)
    if (isAsWanted(pod)) return pod
    await sleep(200)
  }
  throw new Error(`the policy shows no effect on a pod after 60 s: ${JSON.stringify(pod)}`)
}

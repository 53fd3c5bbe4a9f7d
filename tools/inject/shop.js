// The shop without the line, in pods as a real API server stores them: uninjected, and injected by the policy.
import { join } from 'node:path'
import { execa } from 'execa'
import { injectText, policyYaml } from '../../packages/inject/dist/index.js'
import { figuresOf } from '../demo/figures.js'
import { read } from '../kubernetes/overlays.js'
import { containers } from '../kubernetes/sidecars.js'
import { namespace, places } from '../mesh/addresses.js'
import { measure } from '../mesh/measure.js'
import { withProgress } from '../mesh/progress.js'
import { step } from '../shared/steps.js'
import { createPod, INJECT, makeNamespaces, untilPod } from './cluster.js'

const base = new URL('../../examples/kubernetes/overlays/istio', import.meta.url).pathname

/** @returns the shop's pods as they are stored, by name: `plain`, and `injected` by the policy in a namespace with the label */
export async function storePods(kubectl) {
  await makeNamespaces(kubectl, { plain: {}, [namespace]: { [INJECT]: 'enabled' } })
  await kubectl(['apply', '-f', '-'], policyYaml())
  await untilPod(kubectl, namespace, ({ spec }) => spec.initContainers !== undefined)
  const deployments = shopOf(await kubectl(['kustomize', base]))
  const into = async (space) => {
    const pods = await Promise.all(
      deployments.map(({ metadata: { name }, spec: { template } }) => {
        const spec = { ...template.spec, serviceAccountName: 'default' }
        return createPod(kubectl, {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { ...template.metadata, name, namespace: space },
          spec,
        })
      }),
    )
    return Object.fromEntries(pods.map((pod) => [pod.metadata.name, pod]))
  }
  return { plain: await into('plain'), injected: await into(namespace) }
}

/** The same without an API server: the pods of the manifests, and of those that `traceferry inject` has written. */
export async function writtenPods() {
  const { stdout } = await execa('kubectl', ['kustomize', base])
  const podsOf = (text) =>
    Object.fromEntries(
      shopOf(text).map(({ metadata: { name }, spec: { template } }) => [
        name,
        { metadata: { ...template.metadata, name }, spec: template.spec },
      ]),
    )
  return { plain: podsOf(stdout), injected: podsOf(injectText(stdout).text) }
}

const shopOf = (text) => read(text).filter(({ kind, metadata }) => kind === 'Deployment' && places[metadata.name])

/** What the pods' containers run, with the services of another folder. */
export function containersOf(pods, services) {
  return Object.fromEntries(
    Object.entries(containers(pods)).map(
      ([
        name,
        {
          command: [node, file],
          ...rest
        },
      ]) => [name, { ...rest, command: [node, join(services, file.replace(/^services\//, ''))] }],
    ),
  )
}

/** Load on the mesh. @returns `figures`, and the `spans` behind them */
export async function pass(mesh, { requests, concurrency }, how) {
  const { answers, spans } = await withProgress(`${requests} checkouts ${how}`, requests, (onAnswer) =>
    measure(mesh, { requests, concurrency }, { onAnswer }),
  )
  return { figures: figuresOf(answers, spans).figures, spans }
}

/** Every request left one whole trace; and before, none did that calls on. */
export function isMended({ before, after }) {
  const { requests, answered, wholeRequests, brokenLinks, orphans, crossed } = after
  const whole = answered === requests && wholeRequests === requests && brokenLinks + orphans + crossed === 0
  return whole && before.answered === before.requests && before.wholeRequests === 0
}

/** Starts the services again as other pods say. */
export function restartAs(mesh, control, wanted) {
  Object.assign(control.containers, wanted)
  return step('Starting the services again, as their injected pods say', () => mesh.restartApps({}))
}

// What injection has put into a pod, as a kubelet would start it: the interception's arguments, the agent's arguments and variables,
// and the files that are mounted into it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** `istio-init`'s arguments, which lead the pod's traffic through its sidecar. */
export const interception = (pod) => containerOf(pod, 'istio-init').args

/** @returns `args` and `env` of the pod's istio-proxy */
export function agentOf(pod) {
  const { args, env } = containerOf(pod, 'istio-proxy')
  const values = {}
  for (const { name, value, valueFrom } of env) {
    const found = valueFrom?.fieldRef ? field(pod, valueFrom.fieldRef.fieldPath) : value
    if (found !== undefined) values[name] = expand(found, values)
  }
  return { args: args.map((arg) => expand(arg, values)), env: values }
}

/** The volume istio-podinfo: the pod's labels and annotations, as the downward API writes them. */
export async function writePodInfo(folder, { metadata }) {
  const files = join(folder, 'etc', 'istio', 'pod')
  await mkdir(files, { recursive: true })
  for (const name of ['labels', 'annotations']) {
    const lines = Object.entries(metadata[name] ?? {}).map(([key, value]) => `${key}=${JSON.stringify(value)}\n`)
    await writeFile(join(files, name), lines.join(''))
  }
}

/** Native sidecars are among the init containers. */
export function containerOf({ metadata, spec }, name) {
  const found = [...(spec.initContainers ?? []), ...spec.containers].find((one) => one.name === name)
  if (!found) throw new Error(`the pod ${metadata.name} has no container ${name}: it was not injected`)
  return found
}

/** A fieldRef, such as `status.podIP` or `metadata.labels['app']`. */
function field(pod, path) {
  const [, outer, key] = /^(.*)\['(.*)'\]$/.exec(path) ?? [undefined, path]
  const value = outer.split('.').reduce((part, name) => part?.[name], pod)
  return key === undefined ? value : value?.[key]
}

const expand = (text, values) => text.replaceAll(/\$\(([A-Z0-9_]+)\)/g, (all, name) => values[name] ?? all)

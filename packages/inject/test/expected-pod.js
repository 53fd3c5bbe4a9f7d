// The pod that injection must make of another: what changes is written here by hand, and all else must stay as it was.

const IMAGE = 'ghcr.io/traceferry/inject:0.1.0'
const amounts = { cpu: '50m', memory: '32Mi' }

export const initContainer = {
  name: 'traceferry-init',
  image: IMAGE,
  command: ['cp', '-r', '/autoinstrumentation/.', '/traceferry'],
  resources: { limits: amounts, requests: amounts },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  volumeMounts: [{ name: 'traceferry', mountPath: '/traceferry' }],
}

/**
 * A copy of `pod` as it must be afterwards.
 * @template {object} P
 * @param {P} pod
 * @param {{ injected: Readonly<Record<string, string>>, left?: string, note?: string }} expected
 * @returns {P}
 */
export function expectedPod(pod, { injected, left, note }) {
  const made = /** @type {any} */ (structuredClone(pod))
  const names = Object.keys(injected)
  const annotations = {
    ...(names.length > 0 ? { 'traceferry.dev/injected': names.join(',') } : {}),
    ...(left ? { 'traceferry.dev/left-alone': left } : {}),
    ...(note ? { 'traceferry.dev/note': note } : {}),
  }
  if (Object.keys(annotations).length > 0)
    made.metadata = { ...made.metadata, annotations: { ...made.metadata?.annotations, ...annotations } }
  if (names.length === 0) return made
  for (const container of made.spec.containers) {
    if (!(container.name in injected)) continue
    const value = injected[container.name]
    const existing = container.env?.find(({ name }) => name === 'NODE_OPTIONS')
    if (existing) existing.value = value
    else container.env = [...(container.env ?? []), { name: 'NODE_OPTIONS', value }]
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: 'traceferry', mountPath: '/traceferry', readOnly: true },
    ]
  }
  made.spec.initContainers = [...(made.spec.initContainers ?? []), initContainer]
  made.spec.volumes = [...(made.spec.volumes ?? []), { name: 'traceferry', emptyDir: { sizeLimit: '8Mi' } }]
  return made
}

// What a pod must become where the volume is the image itself.

/** @returns a copy of a pod that the init container fills, without it */
export function withImageVolume(pod) {
  const made = structuredClone(pod)
  const all = made.spec.initContainers ?? []
  const inits = all.filter(({ volumeMounts = [] }) => !volumeMounts.some(({ name }) => name === 'traceferry'))
  if (inits.length === all.length) return made
  if (inits.length > 0) made.spec.initContainers = inits
  else delete made.spec.initContainers
  made.spec.volumes = made.spec.volumes.map((volume) =>
    volume.name === 'traceferry'
      ? { name: 'traceferry', image: { reference: 'ghcr.io/traceferry/inject:0.1.0', pullPolicy: 'IfNotPresent' } }
      : volume,
  )
  return made
}

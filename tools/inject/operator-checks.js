// What must be true of every pod that the OpenTelemetry Operator injected, seen as a kubelet and an API server see it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { INIT } from './operator-pod.js'

/**
 * @param {Record<string, { injected: readonly any[] }>} byForm what compareByOperator() returns
 * @param {string} volume the folder that the init container filled
 * @param {import('./operator.js').Rules} rules of the operator's version
 * @returns {Record<string, boolean>}
 */
export function checkInjected(byForm, volume, { securityContext }) {
  const pods = Object.values(byForm).flatMap(({ injected }) => injected)
  const without = pods.flatMap((one) => withoutEffect(one, volume).map((name) => ({ ...one, name })))
  const guaranteed = pods.filter(({ before }) => isGuaranteed(before.spec))
  const restricted = pods.filter(({ before }) => isRestricted(before.spec))
  const readOnly = pods.filter(({ before }) => before.spec.containers.every(hasReadOnlyRoot))
  return {
    "every NODE_OPTIONS that a container gets ends with a file that the init container's command put there, but where it is set twice":
      pods.length > 0 && without.length > 0 && without.every(isSetTwice),
    "the payload names none of OpenTelemetry's variables": readdirSync(volume).every(
      (name) => !readFileSync(join(volume, name), 'utf8').includes('OTEL_'),
    ),
    'a pod of the class Guaranteed stays in it':
      guaranteed.length > 0 && guaranteed.every(({ after }) => isGuaranteed(after.spec)),
    ...(securityContext === 'none'
      ? {
          'the init container has no security context: no injected pod is at the restricted level of Pod Security':
            restricted.length > 0 && !restricted.some(({ after }) => isRestricted(after.spec)),
        }
      : {
          'a pod at the restricted level of Pod Security stays there':
            restricted.length > 0 && restricted.every(({ after }) => isRestricted(after.spec)),
          'where the root of the containers is read-only, so is that of the init container':
            readOnly.length > 0 &&
            readOnly.every(({ after }) => after.spec.initContainers.filter(isOurs).every(hasReadOnlyRoot)),
        }),
  }
}

const isOurs = ({ name }) => name === INIT
const hasReadOnlyRoot = ({ securityContext }) => securityContext?.readOnlyRootFilesystem === true
const optionsOf = ({ env = [] }) => env.filter(({ name }) => name === 'NODE_OPTIONS')

/** The containers whose last NODE_OPTIONS, which is the one that counts, does not end with a file in the volume. */
function withoutEffect({ after: { spec }, containers }, volume) {
  const { volumeMounts } = spec.initContainers.find(isOurs)
  const [{ name: filled, mountPath: from }] = volumeMounts
  return containers.filter((name) => {
    const container = spec.containers.find((one) => one.name === name)
    const mount = container.volumeMounts.find((one) => one.name === filled)
    const [, path] = /(?:^| )--require (\S+)$/.exec(optionsOf(container).at(-1).value ?? '') ?? []
    const inVolume = path?.startsWith(`${mount.mountPath}/`) ? path.slice(mount.mountPath.length) : undefined
    // The volume's root is what the init container has at its mount.
    return inVolume === undefined || from !== mount.mountPath || !existsSync(join(volume, inVolume))
  })
}

function isSetTwice({ before, name }) {
  return optionsOf(before.spec.containers.find((one) => one.name === name)).length > 1
}

function isGuaranteed({ containers, initContainers = [] }) {
  return [...containers, ...initContainers].every(({ resources: { limits = {}, requests = limits } = {} }) =>
    ['cpu', 'memory'].every((what) => limits[what] !== undefined && limits[what] === requests[what]),
  )
}

/**
 * What the level asks of containers; the shapes have nothing else that it forbids.
 * @param {any} spec
 */
function isRestricted({ containers, initContainers = [], securityContext: ofPod = {} }) {
  return [...containers, ...initContainers].every(
    ({ securityContext: own = {} }) =>
      own.allowPrivilegeEscalation === false &&
      own.capabilities?.drop?.includes('ALL') &&
      (own.runAsNonRoot ?? ofPod.runAsNonRoot) === true &&
      (own.seccompProfile ?? ofPod.seccompProfile)?.type === 'RuntimeDefault',
  )
}

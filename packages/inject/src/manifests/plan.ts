// Decides what injection does to one pod. The policies say the same in CEL: cluster/expressions.ts.
import { change, emptyDir, proxies, reasons } from '../change.ts'
import { isOurInitContainer, type PodContainer, type PodTemplate } from './pod.ts'

/** What to do to a pod. */
export interface Plan {
  /** The containers that get it now. */
  readonly chosen: readonly string[]
  /** Those that have it already. */
  readonly present: readonly string[]
  /** Those that should get it but do not. */
  readonly left: readonly Told[]
  /** What to check. */
  readonly notes: readonly Told[]
  /** Why the whole pod is skipped. */
  readonly skipped?: string
}

/** Something to report about a container. */
export interface Told {
  readonly container: string
  readonly reason: string
}

/** How pods are selected, in addition to their own labels and annotations. */
export interface Choice {
  /** The containers to inject, if the pod does not list them itself. Default: all except mesh proxies. */
  readonly containers?: readonly string[] | undefined
  /** Only pods with the label `traceferry.dev/inject: enabled`. */
  readonly labeled?: boolean | undefined
  /** Whether the volume is the image itself. */
  readonly imageVolume?: boolean | undefined
  /** Whether a ConfigMap has a key; undefined if the map is not known. */
  readonly hasKey?: ((configMap: string, key: string) => boolean | undefined) | undefined
}

/** Decides for each container of a pod. */
export function planFor({ metadata, spec }: PodTemplate, choice: Choice = {}): Plan {
  const { labels, annotations } = { labels: metadata?.labels ?? {}, annotations: metadata?.annotations ?? {} }
  const nothing = { chosen: [], present: [], left: [], notes: [] }
  const out = annotations[change.inject] ?? labels[change.inject]
  if (out === 'disabled' || out === 'false') return { ...nothing, skipped: `${change.inject} is ${out}` }
  if (choice.labeled && labels[change.inject] !== 'enabled')
    return { ...nothing, skipped: `no label ${change.inject}: enabled` }
  if (isWindows(spec)) return { ...nothing, skipped: 'its nodes run Windows' }
  const named = annotations[change.containers]?.split(',').map((name) => name.trim()) ?? choice.containers
  const meant = (spec?.containers ?? []).filter(({ name = '' }) => named?.includes(name) ?? !proxies.includes(name))
  const otherVolume = (spec?.volumes ?? []).some(
    (volume) => volume.name === change.volume && !isOurs(volume, choice.imageVolume === true),
  )
  const otherInit = (spec?.initContainers ?? []).some((one) => one.name === change.init && !isOurInitContainer(one))
  const decided = meant.map((container) => ({
    container: container.name ?? '',
    ...decide(container, otherVolume ? reasons.volume : otherInit ? reasons.init : undefined, choice),
  }))
  const names = (wanted: string) => decided.filter(({ what }) => what === wanted).map(({ container }) => container)
  const told = (wanted: string) =>
    decided.flatMap(({ container, what, reason }) =>
      what === wanted && reason !== undefined ? [{ container, reason }] : [],
    )
  return { chosen: names('chosen'), present: names('present'), left: told('left'), notes: told('chosen') }
}

interface Decision {
  readonly what: 'chosen' | 'present' | 'left'
  readonly reason?: string
}

function isWindows(spec: PodTemplate['spec']): boolean {
  return spec?.os?.name === 'windows' || spec?.nodeSelector?.['kubernetes.io/os'] === 'windows'
}

function isOurs(volume: Readonly<Record<string, unknown>>, imageVolume: boolean): boolean {
  if (imageVolume) return 'image' in volume
  return (volume.emptyDir as { sizeLimit?: unknown } | null | undefined)?.sizeLimit === emptyDir.sizeLimit
}

function decide({ env, envFrom, volumeMounts }: PodContainer, clash: string | undefined, { hasKey }: Choice): Decision {
  const [entry, ...more] = (env ?? []).filter(({ name }) => name === change.variable)
  // The last one counts, but the API server merges them into the position of the first, where it may come before what it refers to.
  if (more.length > 0) return { what: 'left', reason: reasons.twice }
  if (entry?.value?.includes(change.flag)) return { what: 'present' }
  if (entry?.valueFrom !== undefined) return { what: 'left', reason: reasons.valueFrom }
  if (clash !== undefined) return { what: 'left', reason: clash }
  if ((volumeMounts ?? []).some(({ name, mountPath }) => samePath(mountPath) && name !== change.volume))
    return { what: 'left', reason: reasons.mount }
  if (entry !== undefined || (envFrom ?? []).length === 0) return { what: 'chosen' }
  const known = (envFrom ?? []).map(({ configMapRef, prefix }) => {
    // A prefix that NODE_OPTIONS does not begin with cannot produce it.
    if (!change.variable.startsWith(prefix ?? '')) return { name: '', has: false }
    const key = change.variable.slice(prefix?.length ?? 0)
    return configMapRef?.name === undefined
      ? undefined
      : { name: configMapRef.name, has: hasKey?.(configMapRef.name, key) }
  })
  const having = known.find((one) => one?.has)
  if (having !== undefined) return { what: 'left', reason: `NODE_OPTIONS comes from the ConfigMap ${having.name}` }
  return known.every((one) => one?.has === false) ? { what: 'chosen' } : { what: 'chosen', reason: reasons.envFrom }
}

function samePath(path: string | undefined): boolean {
  return path?.replace(/\/+$/, '') === change.folder
}

// The decisions of manifests/plan.ts in CEL, for policies that the API server, or Kyverno, evaluates. A test puts the same pods through
// both.
import { change, emptyDir, initContainer, mount, proxies, reasons } from '../change.ts'
import { celObject, celText } from './cel.ts'

/** How a policy reads its settings. */
export interface Settings {
  /** An expression for the image, such as `params.data.image`. */
  readonly image: string
  /** What must be true of the settings. Otherwise no container is selected: of two changes, the API server makes the one that it can. */
  readonly usable?: string
  /** An expression for a map of variables to set, and a condition on its key `k`. */
  readonly variables: { readonly map: string; readonly condition: string } | undefined
  readonly imageVolume: boolean
}

const annotations = 'object.metadata.?annotations.orValue({})'
const labels = 'object.metadata.?labels.orValue({})'
const key = celText(change.inject)
const flag = celText(change.flag)

/** What must be true of a pod, by name. Selectors check namespaces and labels first. */
export const conditions: Readonly<Record<string, string>> = {
  'not-opted-out': `!(${annotations}[?${key}].orValue(${labels}[?${key}].orValue('')) in ['disabled', 'false'])`,
  'not-windows':
    "object.spec.?os.?name.orValue('linux') != 'windows' && object.spec.?nodeSelector.orValue({})[?'kubernetes.io/os'].orValue('linux') != 'windows'",
  'not-a-mirror': `!('kubernetes.io/config.mirror' in ${annotations})`,
}

/** The variables of a policy. Each is an expression that may use earlier ones. `e`: a NODE_OPTIONS of a container. */
export function variables({ imageVolume, usable }: Settings): Readonly<Record<string, string>> {
  // As in manifests/plan.ts: an emptyDir of the app's own would get the payload among its files, and our limit on its size.
  const ours = imageVolume ? 'has(v.image)' : `v.?emptyDir.?sizeLimit.orValue('') == ${celText(emptyDir.sizeLimit)}`
  const init = `c.name == ${celText(change.init)}`
  const options = `c.?env.orValue([]).filter(e, e.name == ${celText(change.variable)})`
  const twice = `${options}.size() > 1`
  const fromElsewhere = `${options}.size() == 1 && ${options}[0].?valueFrom.hasValue()`
  const fixable = `${options}.all(e, !has(e.valueFrom)) && ${options}.size() < 2`
  const mountedOver = `c.?volumeMounts.orValue([]).exists(m, m.mountPath in [${celText(change.folder)}, ${celText(`${change.folder}/`)}] && m.name != ${celText(change.volume)})`
  const told = (list: string, reason: string) => `variables.${list}.map(c, c.name + ': ' + ${reason})`
  return {
    meant: `object.spec.containers.filter(c, ${celText(change.containers)} in ${annotations}
      ? ${annotations}[${celText(change.containers)}].split(',').exists(n, n.trim() == c.name)
      : !(c.name in [${proxies.map(celText).join(', ')}]))`,
    present: `variables.meant.filter(c, ${options}.size() == 1 && ${options}[0].?value.orValue('').contains(${flag}))`,
    missing: `variables.meant.filter(c, !variables.present.exists(p, p.name == c.name))`,
    twice: `variables.missing.filter(c, ${twice})`,
    fromElsewhere: `variables.missing.filter(c, ${fromElsewhere})`,
    otherVolume: `object.spec.?volumes.orValue([]).exists(v, v.name == ${celText(change.volume)} && !(${ours}))`,
    otherInit: `object.spec.?initContainers.orValue([]).exists(c, ${init} && !c.?volumeMounts.orValue([]).exists(m, m.name == ${celText(change.volume)}))`,
    clashing: `variables.missing.filter(c, ${fixable} && (variables.otherVolume || variables.otherInit || ${mountedOver}))`,
    chosen: `variables.missing.filter(c, ${fixable} && !variables.otherVolume && !variables.otherInit && !(${mountedOver})${usable === undefined ? '' : ` && ${usable}`})`,
    leftAlone: `${told('twice', celText(reasons.twice))} + ${told('fromElsewhere', celText(reasons.valueFrom))} + ${told('clashing', `(variables.otherVolume ? ${celText(reasons.volume)} : variables.otherInit ? ${celText(reasons.init)} : ${celText(reasons.mount)})`)}`,
    notes: `variables.chosen.filter(c, c.?envFrom.orValue([]).size() > 0 && ${options}.size() == 0).map(c, c.name + ': ' + ${celText(reasons.envFrom)})`,
  }
}

/** A change by a policy, in one of the API server's two languages for changes. */
export type Mutation =
  | { readonly patchType: 'JSONPatch'; readonly jsonPatch: { readonly expression: string } }
  | { readonly patchType: 'ApplyConfiguration'; readonly applyConfiguration: { readonly expression: string } }

/** The changes in order: a change sees the pod as earlier ones left it. */
export function mutations(settings: Settings): readonly Mutation[] {
  const rest: Mutation = {
    patchType: 'ApplyConfiguration',
    applyConfiguration: { expression: applyConfiguration(settings) },
  }
  return settings.imageVolume
    ? [rest]
    : [{ patchType: 'JSONPatch', jsonPatch: { expression: initContainerPatch(settings.image) } }, rest]
}

/**
 * As a patch: an apply configuration may not have lists that are set as a whole, such as `command`. A missing list is made first, and
 * empty: Kyverno 1.19 panics at a patch whose value is a list of objects (npm run tool -- inject --kyverno).
 */
function initContainerPatch(image: string): string {
  const init = celObject(initContainer(IMAGE), 'Object.spec.initContainers').replace(celText(IMAGE), image)
  const there = 'object.spec.?initContainers.orValue([])'
  return `variables.chosen.size() == 0 || ${there}.exists(c, c.name == ${celText(change.init)})
  ? []
  : (${there}.size() == 0 ? [JSONPatch{op: 'add', path: '/spec/initContainers', value: []}] : [])
    + [JSONPatch{op: 'add', path: '/spec/initContainers/-', value: ${init}}]`
}

/** Everything else, as an apply configuration: the API server merges lists by their keys. */
function applyConfiguration({ image, imageVolume, variables: given }: Settings): string {
  const volume = imageVolume
    ? `Object.spec.volumes{name: ${celText(change.volume)}, image: Object.spec.volumes.image{reference: ${image}, pullPolicy: 'IfNotPresent'}}`
    : celObject({ name: change.volume, emptyDir }, 'Object.spec.volumes')
  const left = `${celText(change.leftAlone)}: variables.leftAlone.join('; ')`
  return `variables.chosen.size() == 0
  ? Object{metadata: Object.metadata{annotations: variables.leftAlone.size() == 0 ? {} : {${left}}}}
  : Object{
      metadata: Object.metadata{annotations: ${annotationMap(left)}},
      spec: Object.spec{
        volumes: [${volume}],
        containers: variables.chosen.map(c, Object.spec.containers{
          name: c.name,
          env: [${optionsEntry()}]${variableEntries(given)},
          volumeMounts: [${celObject(mount, 'Object.spec.containers.volumeMounts')}]
        })
      }
    }`
}

/** CEL cannot merge maps, so the four cases are written out. */
function annotationMap(left: string): string {
  const injected = `${celText(change.injected)}: (variables.present + variables.chosen).map(c, c.name).join(',')`
  const note = `${celText(change.note)}: variables.notes.join('; ')`
  return `variables.leftAlone.size() > 0
        ? (variables.notes.size() > 0 ? {${injected}, ${left}, ${note}} : {${injected}, ${left}})
        : (variables.notes.size() > 0 ? {${injected}, ${note}} : {${injected}})`
}

/** Stands for the expression of the image while the container is written as CEL. */
const IMAGE = 'the image'

function optionsEntry(): string {
  const old = `c.?env.orValue([]).filter(e, e.name == ${celText(change.variable)}).map(e, e.?value.orValue('')).join('')`
  return `Object.spec.containers.env{
            name: ${celText(change.variable)},
            value: (${old} == '' ? '' : ${old} + ' ') + ${flag}
          }`
}

/** One that a container already has stays as it is. */
function variableEntries(given: Settings['variables']): string {
  if (given === undefined) return ''
  return ` + ${given.map}.filter(k, ${given.condition} && !c.?env.orValue([]).exists(e, e.name == k)).map(k,
            Object.spec.containers.env{name: k, value: ${given.map}[k]})`
}

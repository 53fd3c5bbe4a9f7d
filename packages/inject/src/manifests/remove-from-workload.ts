// The edits that remove the payload from one workload.
import { isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import { change, emptyDir } from '../change.ts'
import { isOurInitContainer, type PodContainer } from './pod.ts'
import { type Edit, remove, stoodEmpty } from './text-edits.ts'
import type { Workload } from './workload.ts'

const written = [change.injected, change.leftAlone, change.note] as readonly string[]

/** The edits for a workload; none if it has no payload. */
export function removeEdits(text: string, { template }: Pick<Workload, 'template'>): Edit[] {
  const spec = template.get('spec', true) as unknown as YAMLMap
  const containers = spec.get('containers', true)
  const own = isSeq(containers) ? containers.items.filter((one) => isMap(one)) : []
  const edits = own.flatMap((container) => [
    ...withoutFlag(text, container),
    ...withoutItems(text, container, 'volumeMounts', isOurMount),
  ])
  edits.push(...withoutItems(text, spec, 'initContainers', isOurInit))
  edits.push(...withoutItems(text, spec, 'volumes', isOurVolume))
  const metadata = template.get('metadata', true)
  if (isMap(metadata)) edits.push(...withoutAnnotations(text, template, metadata))
  return merged(edits)
}

function isOurMount(one: YAMLMap): boolean {
  return one.get('name') === change.volume && one.get('mountPath') === change.folder
}

/** Another one may have the same name: then nothing was injected. */
function isOurInit(one: YAMLMap): boolean {
  return isOurInitContainer(one.toJSON() as PodContainer)
}

function isOurVolume(one: YAMLMap): boolean {
  return (
    one.get('name') === change.volume &&
    (one.getIn(['emptyDir', 'sizeLimit']) === emptyDir.sizeLimit || one.has('image'))
  )
}

function withoutFlag(text: string, container: YAMLMap): Edit[] {
  const env = container.get('env', true)
  const entry = isSeq(env) ? env.items.find((one) => isMap(one) && hasFlag(one)) : undefined
  if (entry === undefined || !isMap(entry)) return []
  const value = entry.get('value', true) as Scalar
  if (String(value.value).trim() === change.flag && isWrittenByUs(text, entry, value))
    return withoutItems(text, container, 'env', (one) => one === entry)
  const [from, to] = value.range as [number, number, number]
  const at = text.slice(from, to).indexOf(change.flag) + from
  const start = text[at - 1] === ' ' ? at - 1 : at
  return [{ start, end: at + change.flag.length, text: '' }]
}

/** Otherwise there was an empty value, in its own quotes. */
function isWrittenByUs(text: string, entry: YAMLMap, { type, value }: Scalar): boolean {
  if (!entry.flow) return type === 'PLAIN'
  return text.startsWith(JSON.stringify({ name: change.variable, value }), entry.range?.[0])
}

function hasFlag(entry: YAMLMap): boolean {
  const value = entry.get('value', true)
  return entry.get('name') === change.variable && isScalar(value) && String(value.value).includes(change.flag)
}

/** Removes our items, and with the last one the list. */
function withoutItems(text: string, map: YAMLMap, key: string, isOurs: (item: YAMLMap) => boolean): Edit[] {
  const list = map.get(key, true)
  if (!isSeq(list)) return []
  const at = list.items.findIndex((one) => isMap(one) && isOurs(one))
  return at < 0 ? [] : [remove(text, list as YAMLSeq, at, () => withoutMember(text, map, key))]
}

function withoutMember(text: string, map: YAMLMap, key: string): Edit {
  const at = map.items.findIndex((item) => String(item.key) === key)
  return remove(text, map, at, () => {
    throw new Error(`${key} is the only member`)
  })
}

function withoutAnnotations(text: string, template: YAMLMap, metadata: YAMLMap): Edit[] {
  const annotations = metadata.get('annotations', true)
  if (!isMap(annotations)) return []
  const ours = annotations.items.filter(({ key }) => written.includes(String(key)))
  if (ours.length === 0) return []
  if (ours.length < annotations.items.length)
    return ours.map((item) =>
      remove(text, annotations, annotations.items.indexOf(item), () => ({ start: 0, end: 0, text: '' })),
    )
  const emptied = stoodEmpty(text, annotations)
  if (emptied !== undefined) return [emptied]
  const at = metadata.items.findIndex(({ key }) => String(key) === 'annotations')
  return [remove(text, metadata, at, () => withoutMember(text, template, 'metadata'))]
}

/** Two adjacent removed members share the end of the line between them. */
function merged(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((a, b) => a.start - b.start)
  const result: Edit[] = []
  for (const edit of sorted) {
    const last = result.at(-1)
    if (last !== undefined && edit.start < last.end)
      result[result.length - 1] = { ...last, end: Math.max(last.end, edit.end) }
    else result.push(edit)
  }
  return result
}

// The edits that put the payload into one workload.
import { isMap, isPair, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { change, initContainer, mount, payloadVolume } from '../change.ts'
import type { Plan, Told } from './plan.ts'
import { append, type Edit, fill } from './text-edits.ts'
import type { Workload } from './workload.ts'

/** What the payload is, and the variables that come with it. */
export interface Payload {
  readonly image: string
  readonly imageVolume?: boolean | undefined
  /** TRACEFERRY_... variables for the containers; one that a container already has stays. */
  readonly variables?: Readonly<Record<string, string>> | undefined
}

/** The edits for a workload, deepest first. */
export function injectEdits(text: string, { template }: Workload, plan: Plan, payload: Payload): Edit[] {
  const spec = template.get('spec', true) as unknown as YAMLMap
  const containers = spec.get('containers', true)
  const own = isSeq(containers) ? containers.items.filter((one) => isMap(one)) : []
  const chosen = own.filter((container) => plan.chosen.includes(String(container.get('name'))))
  const edits = chosen.flatMap((container) => containerEdits(text, container, payload.variables ?? {}))
  if (chosen.length > 0) {
    const init = payload.imageVolume ? {} : { initContainers: [initContainer(payload.image)] }
    const volumes = [payloadVolume(payload.image, payload.imageVolume === true)]
    edits.push(...extend(text, spec, { ...init, volumes }))
  }
  const annotations = annotationsOf(plan)
  return Object.keys(annotations).length === 0 ? edits : [...edits, ...annotate(text, template, annotations)]
}

function containerEdits(text: string, container: YAMLMap, variables: Readonly<Record<string, string>>): Edit[] {
  const env = container.get('env', true)
  const entries = isSeq(env) ? env.items.filter((one) => isMap(one)) : []
  const named = (wanted: string) => entries.findLast((entry) => entry.get('name') === wanted)
  const added = Object.entries(variables).flatMap(([name, value]) => (named(name) ? [] : [{ name, value }]))
  const existing = named(change.variable)
  const edits = existing === undefined ? [] : [appendFlag(text, existing)]
  const flag = existing === undefined ? [{ name: change.variable, value: change.flag }] : []
  return [...edits, ...extend(text, container, { env: [...flag, ...added], volumeMounts: [mount] })]
}

/** After the variable's current value, in its own quotes. */
function appendFlag(text: string, entry: YAMLMap): Edit {
  const pair = pairOf(entry, 'value')
  const value = pair?.value as Scalar | null | undefined
  if (pair === undefined) return append(text, entry, { value: change.flag })
  if (!isScalar(value) || !value.range || value.value === null) return fill(text, entry, pair, change.flag)
  const isQuoted = /^QUOTE/.test(value.type ?? '')
  const written = text.slice(value.range[0], value.range[1])
  const start = value.range[0] + written.trimEnd().length - (isQuoted ? 1 : 0)
  return { start, end: start, text: `${String(value.value).trim() === '' ? '' : ' '}${change.flag}` }
}

/** Appends to the lists of a map; missing lists are added together, after its last member. */
function extend(
  text: string,
  map: YAMLMap,
  lists: Readonly<Record<string, readonly { readonly name: string }[]>>,
): Edit[] {
  const edits: Edit[] = []
  const missing: Record<string, readonly object[]> = {}
  for (const [key, wanted] of Object.entries(lists)) {
    const pair = pairOf(map, key)
    const there = isSeq(pair?.value) ? pair.value.items.map((one) => (isMap(one) ? one.get('name') : undefined)) : []
    const items = wanted.filter(({ name }) => !there.includes(name))
    if (items.length === 0) continue
    if (pair === undefined) missing[key] = items
    else if (isSeq(pair.value)) edits.push(append(text, pair.value, items))
    else edits.push(fill(text, map, pair, items))
  }
  return Object.keys(missing).length === 0 ? edits : [...edits, append(text, map, missing)]
}

function annotate(text: string, template: YAMLMap, wanted: Readonly<Record<string, string>>): Edit[] {
  const metadata = pairOf(template, 'metadata')
  if (metadata === undefined) return [append(text, template, { metadata: { annotations: wanted } })]
  if (!isMap(metadata.value)) return [fill(text, template, metadata, { annotations: wanted })]
  const annotations = pairOf(metadata.value, 'annotations')
  if (annotations === undefined) return [append(text, metadata.value, { annotations: wanted })]
  if (!isMap(annotations.value)) return [fill(text, metadata.value, annotations, wanted)]
  const { value } = annotations
  const added = Object.fromEntries(Object.entries(wanted).filter(([key]) => !value.has(key)))
  return Object.keys(added).length === 0 ? [] : [append(text, value, added)]
}

/** What a pod says about its injection. */
export function annotationsOf({ chosen, present, left, notes }: Plan): Record<string, string> {
  const told = (list: readonly Told[]) => list.map(({ container, reason }) => `${container}: ${reason}`).join('; ')
  return {
    ...(chosen.length > 0 ? { [change.injected]: [...present, ...chosen].join(',') } : {}),
    ...(left.length > 0 ? { [change.leftAlone]: told(left) } : {}),
    ...(notes.length > 0 ? { [change.note]: told(notes) } : {}),
  }
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => isPair(item) && String(item.key) === key)
}

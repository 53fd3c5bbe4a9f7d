// Puts the payload into the manifests of one text, or takes it out again.
import type { Document } from 'yaml'
import { change } from '../change.ts'
import { InjectError } from '../errors.ts'
import { injectEdits, type Payload } from './inject-workload.ts'
import { parseManifests } from './parse-manifests.ts'
import { type Choice, type Plan, planFor } from './plan.ts'
import { removeEdits } from './remove-from-workload.ts'
import { applyEdits, type Edit } from './text-edits.ts'
import { type ConfigMap, configMapOf, objectsOf, type Workload, workloadOf } from './workload.ts'

/** What happened to a workload. */
export interface Outcome extends Plan {
  readonly kind: string
  readonly name: string
  readonly namespace: string
  readonly changed: boolean
}

/** A text, and what was changed in it. */
export interface Injected {
  readonly text: string
  readonly outcomes: readonly Outcome[]
}

/** How a text is changed. */
export interface InjectOptions extends Omit<Choice, 'hasKey'>, Partial<Payload> {
  /** Removes the payload. */
  readonly uninstall?: boolean | undefined
  /** The name in error messages. */
  readonly file?: string | undefined
  /** The ConfigMaps of other files. */
  readonly configMaps?: readonly ConfigMap[] | undefined
}

/**
 * Puts the payload into each workload of a YAML or JSON text. Everything else stays byte for byte. Throws an
 * `InjectError` (TF842) for a text that is not YAML, such as a template.
 *
 * @example
 * const { text, outcomes } = injectText(readFileSync('k8s/orders.yaml', 'utf8'))
 */
export function injectText(text: string, options: InjectOptions = {}): Injected {
  const { edits, outcomes } = changesOf(text, options)
  const result = applyEdits(text, edits)
  // The result is read again: a file that is no longer YAML, or that would change again, is not returned.
  if (edits.length > 0 && changesOf(result, options).edits.length > 0)
    throw new InjectError(
      'TF842',
      `${options.file ?? 'the text'} has a form that cannot be changed`,
      'write its pods in block style',
    )
  return { text: result, outcomes }
}

function changesOf(
  text: string,
  options: InjectOptions,
): { readonly edits: readonly Edit[]; readonly outcomes: readonly Outcome[] } {
  const documents = parseManifests(text, options.file)
  const configMaps = [...(options.configMaps ?? []), ...documents.flatMap(mapsOf)]
  const edits: Edit[] = []
  const outcomes = documents.flatMap((document) =>
    objectsOf(document).flatMap((object) => {
      const workload = workloadOf(object, document)
      if (workload === undefined) return []
      const { made, plan } = options.uninstall
        ? removal(text, workload)
        : injection(text, workload, options, configMaps)
      edits.push(...made)
      const { kind, name, namespace } = workload
      return [{ kind, name, namespace, ...plan, changed: made.length > 0 }]
    }),
  )
  return { edits, outcomes }
}

/** The ConfigMaps of a text, for workloads in others. */
export function configMapsIn(text: string, file?: string): ConfigMap[] {
  return parseManifests(text, file).flatMap(mapsOf)
}

interface Made {
  readonly made: readonly Edit[]
  readonly plan: Plan
}

function injection(text: string, workload: Workload, options: InjectOptions, configMaps: readonly ConfigMap[]): Made {
  const hasKey = (wanted: string, key: string) =>
    configMaps.find(({ name, namespace }) => name === wanted && namespace === workload.namespace)?.keys.includes(key)
  const skip = (skipped: string): Made => ({ made: [], plan: { ...nothing, skipped } })
  const aliased = 'it shares parts with others by YAML aliases or merge keys'
  if (!workload.isPod) return skip(workload.hasAlias ? aliased : 'it does not have the shape of a pod')
  const plan = planFor(workload.pod, { ...options, hasKey })
  if (workload.hasAlias && plan.chosen.length > 0)
    return { made: [], plan: { ...plan, chosen: [], notes: [], skipped: aliased } }
  const payload = { ...options, image: options.image ?? change.image }
  return { made: injectEdits(text, workload, plan, payload), plan }
}

const nothing: Plan = { chosen: [], present: [], left: [], notes: [] }

function removal(text: string, workload: Workload): Made {
  return { made: removeEdits(text, workload), plan: nothing }
}

function mapsOf(document: Document): ConfigMap[] {
  return objectsOf(document).flatMap((object) => configMapOf(object) ?? [])
}

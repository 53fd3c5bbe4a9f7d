// What kustomize rendered, as objects.
import { parseAllDocuments } from 'yaml'

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Record<string, string>
    readonly annotations?: Record<string, string>
  }
  // biome-ignore lint/suspicious/noExplicitAny: each kind has its own, and its schema is checked elsewhere
  readonly spec: any
}

export function read(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]
    return document.toJS() as Manifest
  })
}

export function ofKind(kind: string, manifests: readonly Manifest[]): Manifest[] {
  return manifests.filter((one) => one.kind === kind)
}

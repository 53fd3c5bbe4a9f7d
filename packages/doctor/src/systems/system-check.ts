// The types of a check of one system, and the two sentences about where a mesh delivers calls.
import type { Setting, Settings } from '../read/settings.ts'
import type { Severity } from '../rule.ts'

/** What is wrong with one setting, or with a missing one. */
export interface SystemProblem {
  readonly setting?: Setting | undefined
  readonly message: string
  readonly fix: string
  readonly severity?: Severity
}

export interface Context {
  readonly listen: 'passthrough' | 'loopback'
  isSetElsewhere(key: string): boolean
}

export type SystemCheck = (settings: Settings, context: Context) => Iterable<SystemProblem>

export const inPassthrough = "the sidecar delivers calls to the pod's address (Istio since 1.10, Linkerd since 2.11)"
export const inLoopback = 'this mesh delivers calls to 127.0.0.1 (Istio before 1.10, Linkerd before 2.11, or LOCALHOST)'

// What is asked before a mesh is recommended.
import type { Feature } from './facts.ts'

/** What is known about a system and its people. What is undefined nobody has answered. */
export interface Answers {
  /** How many people would own the mesh: install, upgrade, be woken up. */
  readonly owners?: number
  readonly services?: number
  readonly languages?: readonly string[]
  /** Running and upgrading open-source infrastructure. */
  readonly experience?: 'none' | 'some' | 'much'
  readonly platform?: 'kubernetes' | 'mixed' | 'other'
  /** Minor version of Kubernetes: 33 for 1.33. */
  readonly kubernetes?: number
  readonly features?: readonly Feature[]
  /** The least maturity that is acceptable. */
  readonly maturity?: 'stable' | 'beta' | 'alpha'
  /** Encryption between services is demanded by law, contract or policy. */
  readonly compliance?: boolean
  /** Room for latency, CPU and memory. */
  readonly budget?: 'tight' | 'normal'
  /** Workloads that need care in a mesh, with the reason. */
  readonly hostile?: readonly string[]
}

export type AnswerId = keyof Answers

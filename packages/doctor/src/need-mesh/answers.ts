// The answers that the recommendation of a mesh is based on.
import type { Feature } from './facts.ts'

/** What is known about a system and its team. Undefined means not answered. */
export interface Answers {
  /** How many people would own the mesh: install it, upgrade it, be on call for it. */
  readonly owners?: number
  readonly services?: number
  readonly languages?: readonly string[]
  /** Experience with running and upgrading open-source infrastructure. */
  readonly experience?: 'none' | 'some' | 'much'
  readonly platform?: 'kubernetes' | 'mixed' | 'other'
  /** The minor version of Kubernetes: 33 for 1.33. */
  readonly kubernetes?: number
  readonly features?: readonly Feature[]
  /** The lowest maturity that is acceptable. */
  readonly maturity?: 'stable' | 'beta' | 'alpha'
  /** Whether law, contract or policy requires encryption between services. */
  readonly compliance?: boolean
  /** How much latency, CPU and memory the mesh may add. */
  readonly overhead?: 'low' | 'normal'
  /** Workloads that need care in a mesh, with the reason. */
  readonly hostile?: readonly string[]
}

export type AnswerId = keyof Answers

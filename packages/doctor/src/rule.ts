import type { MeshName } from './model/mesh.ts'
import type { Resource } from './read/resource.ts'
import type { Place } from './read/source.ts'
import type { World } from './world.ts'

/** What to do about a finding: fail on it, think about it, know it. */
export type Severity = 'error' | 'warning' | 'info'

/** A change of the text that mends a finding. Positions count characters of the source. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One thing that a rule found. */
export interface RawFinding {
  readonly place: Place
  /** The object it belongs to, if any: its annotations can silence it. */
  readonly resource?: Resource | undefined
  readonly message: string
  /** What to write instead. */
  readonly fix: string
  /** Where it is not that of the rule. */
  readonly severity?: Severity | undefined
  /** It is true under these meshes only. Where the mesh is not known it is told, as `info`. */
  readonly mesh?: readonly MeshName[] | undefined
  /** Where they take a look at the text, a function: most findings are never mended. */
  readonly edits?: readonly Edit[] | (() => readonly Edit[]) | undefined
}

/** One check. One file each in rules/, one line each in rules.ts. */
export interface Rule {
  /** Such as `TF101`; docs/doctor.md has a heading for each. */
  readonly id: string
  /** How bad it is, unless a finding says otherwise. */
  readonly severity: Severity
  /** One line, in the present tense. */
  readonly title: string
  /** What breaks, and how it looks when it does. */
  readonly why: string
  /** Where the rule comes from: documents, versions, measurements. */
  readonly source: string
  /** Lines of the rule's fixtures: a test holds them to it. */
  readonly before: string
  /** The same lines, mended. */
  readonly after: string
  /** Looks at all that was read, and yields what it finds. */
  check(world: World): Iterable<RawFinding>
}

/** The words of a finding that stand at a workload, a service or any other resource. */
export type Finding = Omit<RawFinding, 'edits'> & {
  /** The rule that found it. */
  readonly rule: Rule
  /** The rule's, or the finding's own where it has one. */
  readonly severity: Severity
  /** What mends it, where anything does mechanically. */
  readonly edits?: readonly Edit[] | undefined
}

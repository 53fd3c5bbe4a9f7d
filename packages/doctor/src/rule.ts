// The types of a rule and of what it finds.
import type { MeshName } from './model/mesh.ts'
import type { Resource } from './read/resource.ts'
import type { Place } from './read/source.ts'
import type { World } from './world.ts'

/** How bad a finding is: `error` breaks calls, `warning` may, `info` is good to know. */
export type Severity = 'error' | 'warning' | 'info'

/** A change of the text that fixes a finding. Positions count characters of the source. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One thing that a rule found, before the doctor adds the rule and decides on the severity. */
export interface RawFinding {
  readonly place: Place
  /** The object it belongs to, if any. Annotations on the object can suppress the finding. */
  readonly resource?: Resource | undefined
  readonly message: string
  /** What to write instead. */
  readonly fix: string
  /** Set where it differs from the rule's. */
  readonly severity?: Severity | undefined
  /** The finding is true only for these meshes. Where the mesh is unknown the doctor prints it as `info`. */
  readonly mesh?: readonly MeshName[] | undefined
  /** A function where the edits need the parsed text, because most findings are never fixed automatically. */
  readonly edits?: readonly Edit[] | (() => readonly Edit[]) | undefined
}

/** One check. Each rule is one file in rules/ and one line in rules.ts. */
export interface Rule {
  /** Such as `TF101`; docs/doctor.md has a heading for each. */
  readonly id: string
  /** The severity, unless a finding has its own. */
  readonly severity: Severity
  /** One line, in the present tense. */
  readonly title: string
  /** What breaks, and what you see when it does. */
  readonly why: string
  /** Where the rule comes from: documents, versions, measurements. */
  readonly source: string
  /** Lines from the rule's fixtures; a test compares them. */
  readonly before: string
  /** The same lines after the fix. */
  readonly after: string
  /** Looks at everything that was read, and yields what it finds. */
  check(world: World): Iterable<RawFinding>
}

/** A finding as callers of `diagnose` get it. */
export type Finding = Omit<RawFinding, 'edits'> & {
  /** The rule that found it. */
  readonly rule: Rule
  /** The finding's own severity, or the rule's. */
  readonly severity: Severity
  /** The automatic fix, if there is one. */
  readonly edits?: readonly Edit[] | undefined
}

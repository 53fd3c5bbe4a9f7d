import { fingerprints } from './baseline.ts'
import { isSuppressed } from './is-suppressed.ts'
import type { LiveReport } from './live/live-report.ts'
import { type Mesh, meshTitles } from './model/mesh.ts'
import { maskedLine } from './output/excerpt.ts'
import type { Read } from './read/read-inputs.ts'
import type { Edit, Finding, RawFinding, Rule, Severity } from './rule.ts'
import { rules } from './rules.ts'
import { type World, worldOf } from './world.ts'

/** What the rules found, and what they took the mesh for. */
export interface Diagnosis {
  /** The meshes, with their versions, that the advice is for. */
  readonly mesh: Mesh
  /** All that was read, as the rules see it. */
  readonly world: World
  /** To be dealt with, by file and line. */
  readonly findings: readonly Finding[]
  /** Silenced by a comment or an annotation. */
  readonly suppressed: readonly Finding[]
  /** Listed in the baseline. */
  readonly known: readonly Finding[]
  /** How many of `findings` are told as `info` only because nobody said which mesh it is. */
  readonly undecided: number
}

/** What is known besides what was read. */
export interface DiagnoseOptions {
  /** `istio@1.30`, `linkerd@2.20`, `none`; without, the manifests are asked. */
  readonly mesh?: readonly string[]
  /** Such as `1.33`; without, Node objects among the manifests tell. */
  readonly kubernetes?: string | undefined
  /** Reports of running processes, as `--live` reads them. */
  readonly live?: readonly LiveReport[]
  /** Ids of the rules to run; all without. */
  readonly rules?: readonly string[] | undefined
  /** Fingerprints of what is known. */
  readonly baseline?: ReadonlySet<string>
}

/**
 * Runs the rules over what was read. Throws TF801 for an unknown mesh.
 *
 * @example
 * const { findings } = diagnose(readInputs(['k8s/']), { mesh: ['istio@1.30'] })
 */
export function diagnose(read: Pick<Read, 'resources' | 'settings'>, options: DiagnoseOptions = {}): Diagnosis {
  const { resources, settings } = read
  const world = worldOf({
    resources,
    settings,
    live: options.live ?? [],
    mesh: options.mesh ?? [],
    kubernetes: options.kubernetes,
  })
  const chosen = options.rules ? rules.filter(({ id }) => options.rules!.includes(id)) : rules
  const all = chosen.flatMap((rule) => [...rule.check(world)].flatMap((found) => judge(rule, found, world)))
  const order = orderOf(world)
  look(all, order)
  const sorted = unique(all.sort((a, b) => order(a) - order(b))).sort(
    (a, b) => order(a) - order(b) || a.place.offset - b.place.offset || (a.rule.id < b.rule.id ? -1 : 1),
  )

  const suppressed = sorted.filter(isSuppressed)
  const silent = new Set(suppressed)
  const spoken = sorted.filter((finding) => !silent.has(finding))
  const marks = fingerprints(spoken)
  const isKnown = (finding: Finding) => options.baseline?.has(marks.get(finding)!) ?? false
  const findings = spoken.filter((finding) => !isKnown(finding))
  return {
    mesh: world.mesh,
    world,
    findings,
    suppressed,
    known: spoken.filter(isKnown),
    undecided: findings.filter((finding) => isUndecided(finding, world)).length,
  }
}

const rank: Record<Severity, number> = { info: 0, warning: 1, error: 2 }

/** Whether a severity is at or above another. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return rank[severity] >= rank[limit]
}

/** A finding that is true of some meshes only counts where one of them is meant, and is a remark where nobody knows. */
function judge(rule: Rule, found: RawFinding, world: World): Finding[] {
  if (found.mesh?.every((name) => world.mesh[name].presence === 'no')) return []
  if (!isUndecided(found, world)) return [findingOf(found, rule, found.severity ?? rule.severity)]
  const message = `${found.message} (if the mesh is ${found.mesh!.map((name) => meshTitles[name]).join(' or ')})`
  return [findingOf({ ...found, message }, rule, 'info')]
}

function findingOf({ edits, ...found }: RawFinding, rule: Rule, severity: Severity): Finding {
  let made: readonly Edit[] | undefined
  return {
    ...found,
    rule,
    severity,
    get edits() {
      made ??= typeof edits === 'function' ? edits() : edits
      return made
    },
  }
}

/** Asks each finding for what it must see the text for, document by document: they are made anew when they have left memory. */
function look(findings: readonly Finding[], order: (finding: Finding) => number): void {
  const near = ({ place }: Finding) => place.near ?? place.offset
  for (const finding of findings.toSorted((a, b) => order(a) - order(b) || near(a) - near(b))) {
    void finding.edits
    maskedLine(finding.place)
  }
}

function isUndecided({ mesh }: RawFinding, world: World): boolean {
  return mesh !== undefined && !mesh.some((name) => world.mesh[name].presence === 'yes')
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Map(
    findings.map((one) => [`${one.rule.id} ${one.place.source.file} ${one.place.offset} ${one.message}`, one]),
  )
  return [...seen.values()]
}

function orderOf({ resources, settings }: World): (finding: Finding) => number {
  const order = new Map<unknown, number>()
  for (const source of [...resources.map((one) => one.source), ...settings.map((one) => one.place.source)]) {
    if (!order.has(source)) order.set(source, order.size)
  }
  return ({ place }) => order.get(place.source) ?? order.size
}

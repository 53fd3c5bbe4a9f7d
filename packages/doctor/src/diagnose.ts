// Runs the rules over what was read, and sorts out what is suppressed or already known.
import { fingerprints } from './baseline.ts'
import type { DoctorError } from './errors.ts'
import { isSuppressed, unknownIds } from './is-suppressed.ts'
import type { LiveReport } from './live/live-report.ts'
import { type Mesh, meshTitles } from './model/mesh.ts'
import { maskedLine } from './output/excerpt.ts'
import type { Read } from './read/read-inputs.ts'
import type { Edit, Finding, RawFinding, Rule, Severity } from './rule.ts'
import { rules } from './rules.ts'
import { type World, worldOf } from './world.ts'

/** What the rules found, and which mesh they assumed. */
export interface Diagnosis {
  /** The meshes and versions that the advice is for. */
  readonly mesh: Mesh
  /** Everything that was read, as the rules see it. */
  readonly world: World
  /** What is left to fix, by file and line. */
  readonly findings: readonly Finding[]
  /** Suppressed by a comment or an annotation. */
  readonly suppressed: readonly Finding[]
  /** Listed in the baseline. */
  readonly known: readonly Finding[]
  /** How many of `findings` are `info` only because the mesh is unknown. */
  readonly undecided: number
  /** What was wrong with the input: files that cannot be read, and comments that suppress a rule that does not exist. */
  readonly problems: readonly DoctorError[]
}

/** What the caller knows beyond the files that were read. */
export interface DiagnoseOptions {
  /** `istio@1.30`, `linkerd@2.20`, `none`. By default the doctor detects the mesh from the manifests. */
  readonly mesh?: readonly string[]
  /** Such as `1.33`. By default taken from the Node objects among the manifests. */
  readonly kubernetes?: string | undefined
  /** Reports of running processes, as `--live` reads them. */
  readonly live?: readonly LiveReport[]
  /** Ids of the rules to run. By default all rules run. */
  readonly rules?: readonly string[] | undefined
  /** Fingerprints of the known findings. */
  readonly baseline?: ReadonlySet<string>
}

/**
 * Runs the rules over what was read. Throws TF801 for an unknown mesh.
 *
 * @example
 * const { findings } = diagnose(readInputs(['k8s/']), { mesh: ['istio@1.30'] })
 */
export function diagnose(
  read: Pick<Read, 'resources' | 'settings'> & { readonly unreadable?: readonly DoctorError[] },
  options: DiagnoseOptions = {},
): Diagnosis {
  const { resources, settings, unreadable = [] } = read
  const world = worldOf({
    resources,
    settings,
    live: options.live ?? [],
    mesh: options.mesh ?? [],
    kubernetes: options.kubernetes,
  })
  const chosen = options.rules ? rules.filter(({ id }) => options.rules!.includes(id)) : rules
  const all = chosen.flatMap((rule) => [...rule.check(world)].flatMap((found) => toFindings(rule, found, world)))
  const order = orderOf(world)
  readTexts(all, order)
  const sorted = unique(all.sort((a, b) => order(a) - order(b))).sort(
    (a, b) => order(a) - order(b) || a.place.offset - b.place.offset || (a.rule.id < b.rule.id ? -1 : 1),
  )

  const suppressed = sorted.filter(isSuppressed)
  const isSilent = new Set(suppressed)
  const active = sorted.filter((finding) => !isSilent.has(finding))
  const prints = fingerprints(active)
  const isKnown = (finding: Finding) => options.baseline?.has(prints.get(finding)!) ?? false
  const findings = active.filter((finding) => !isKnown(finding))
  return {
    mesh: world.mesh,
    world,
    findings,
    suppressed,
    known: active.filter(isKnown),
    undecided: findings.filter((finding) => isUndecided(finding, world)).length,
    problems: [...unreadable, ...unknownIds(world)],
  }
}

const rank: Record<Severity, number> = { info: 0, warning: 1, error: 2 }

/** Whether a severity is at or above another. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return rank[severity] >= rank[limit]
}

/** Drops a finding that is true only for meshes that are not in use. Lowers it to `info` where the mesh is unknown. */
function toFindings(rule: Rule, found: RawFinding, world: World): Finding[] {
  if (found.mesh?.every((name) => world.mesh[name].presence === 'no')) return []
  if (!isUndecided(found, world)) return [findingOf(found, rule, found.severity ?? rule.severity)]
  const message = `${found.message} (if the mesh is ${found.mesh!.map((name) => meshTitles[name]).join(' or ')})`
  return [findingOf({ ...found, message }, rule, 'info')]
}

function findingOf({ edits, ...found }: RawFinding, rule: Rule, severity: Severity): Finding {
  let edited: readonly Edit[] | undefined
  return {
    ...found,
    rule,
    severity,
    get edits() {
      edited ??= typeof edits === 'function' ? edits() : edits
      return edited
    },
  }
}

/**
 * Computes edits and fingerprint lines in the order of the text. Both need the parsed document, and a document that has left
 * the cache is parsed again.
 */
function readTexts(findings: readonly Finding[], order: (finding: Finding) => number): void {
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

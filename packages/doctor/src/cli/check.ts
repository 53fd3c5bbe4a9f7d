// Runs the doctor's main command: reads the input, runs the rules, prints the findings.
import type { Io } from '@traceferry/core/command'
import { printable } from '@traceferry/core/internal'
import { fingerprints, readBaseline, writeBaseline } from '../baseline.ts'
import { type Diagnosis, diagnose, isAtLeast } from '../diagnose.ts'
import { DoctorError, doctorErrorOf, quote } from '../errors.ts'
import { ruleOf } from '../explain.ts'
import { readLive } from '../live/read-live.ts'
import { formats } from '../output/formats.ts'
import { plural } from '../output/summary.ts'
import { type Everything, readEverything } from '../read/read-inputs.ts'
import type { Severity } from '../rule.ts'
import { applyFixes } from './apply-fixes.ts'
import { colorsFor } from './colors-for.ts'
import { failedReport } from './failed-report.ts'
import { progress } from './progress.ts'

export interface CheckOptions {
  readonly file?: readonly string[]
  readonly mesh?: readonly string[]
  readonly kubernetes?: string
  readonly format: string
  readonly failOn: string
  readonly rule?: readonly string[]
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly fix?: boolean
  readonly dryRun?: boolean
  readonly live?: boolean
  readonly pid?: readonly string[]
  readonly report?: readonly string[]
}

/**
 * Returns 0 without findings at or above --fail-on, else 1; the same in every format. Input that cannot be checked means 2: it is
 * listed on stderr, after the findings in the rest. Programs get the format that they asked for in any case.
 */
export async function check(names: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  try {
    return await examine(names, options, io)
  } catch (error) {
    const text = failedReport(options.format, doctorErrorOf(error), io.stdout)
    if (text !== '') io.stdout.write(text)
    throw error
  }
}

async function examine(names: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  requireFix(options)
  const failOn = severityOf(options.failOn)
  const format = formats[options.format]
  if (format === undefined || !Object.hasOwn(formats, options.format)) {
    throw new DoctorError('TF804', `unknown format ${quote(options.format)}`, `use ${Object.keys(formats).join(', ')}`)
  }
  const paths = [...names, ...(options.file ?? [])]
  const live = await readLive(options)
  const { tick } = progress(io.stderr)
  let read = readEverything(paths, tick)
  warnOfTemplates(read, io)
  warnOfPassedOver(read, io)
  requireSomething(read, live.length > 0 || options.live === true)

  const settings = {
    mesh: options.mesh ?? [],
    kubernetes: options.kubernetes,
    live,
    rules: options.rule?.map((id) => ruleOf(id).id),
    baseline: options.baseline === undefined ? new Set<string>() : readBaseline(options.baseline),
  }
  let diagnosis = diagnose(read, settings)
  if (options.writeBaseline !== undefined) {
    // A list of a part of the findings would make the rest look new later.
    const { findings, known, problems } = diagnosis
    if (problems.length === 0) baseline(options.writeBaseline, diagnosis, io)
    const written = problems.length > 0 ? diagnosis : { ...diagnosis, findings: [], known: [...findings, ...known] }
    if (options.format !== 'text') io.stdout.write(format(written, colorsFor(io.stdout)))
    return printProblems(problems, io)
  }
  if (options.fix && applyFixes(diagnosis, options.dryRun === true, io)) {
    read = readEverything(paths)
    diagnosis = diagnose(read, settings)
  }
  const isEmpty = read.sources.length === 0 && live.length === 0
  if (!isEmpty || options.format !== 'text') io.stdout.write(format(diagnosis, colorsFor(io.stdout)))
  if (diagnosis.problems.length > 0) return printProblems(diagnosis.problems, io)
  return diagnosis.findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0
}

function baseline(file: string, diagnosis: Diagnosis, { stderr }: Io): void {
  const all = [...diagnosis.findings, ...diagnosis.known]
  writeBaseline(file, all)
  const name = printable(file)
  stderr.write(`wrote ${plural(fingerprints(all).size, 'finding')} to ${name}; use it with --baseline ${name}\n`)
}

/** Lists what was wrong with the input, and returns the exit code for it. */
export function printProblems(problems: readonly DoctorError[], { stderr }: Io): number {
  for (const { message } of problems) stderr.write(`${message}\n`)
  return problems.length > 0 ? 2 : 0
}

function warnOfPassedOver({ passedOver }: Everything, { stderr }: Io): void {
  for (const folder of passedOver)
    stderr.write(`passed over ${printable(folder)}, which holds what others wrote; name it to check it\n`)
}

export function warnOfTemplates({ templates }: Pick<Everything, 'templates'>, { stderr }: Io): void {
  if (templates.length === 0) return
  const [first] = templates
  stderr.write(
    `skipped ${plural(templates.length, 'template')} (${printable(first!)}${templates.length > 1 ? ', ...' : ''}): render them first with helm template or kustomize build\n`,
  )
}

function requireSomething({ resources, settings, templates, unreadable }: Everything, hasLive: boolean): void {
  if (resources.length > 0 || settings.length > 0 || unreadable.length > 0 || hasLive) return
  const problem =
    templates.length > 0
      ? 'the input holds only templates'
      : 'the input holds no Kubernetes object and no known config file'
  throw new DoctorError('TF802', problem, 'name rendered manifests: helm template . | traceferry doctor -')
}

function requireFix({ fix, dryRun }: CheckOptions): void {
  if (!dryRun || fix) return
  throw new DoctorError('TF800', '--dry-run is for --fix, and changes nothing without it', 'add --fix, or leave it out')
}

function severityOf(text: string): Severity {
  if (text === 'error' || text === 'warning' || text === 'info') return text
  throw new DoctorError('TF804', `unknown severity ${quote(text)} for --fail-on`, 'use error, warning or info')
}

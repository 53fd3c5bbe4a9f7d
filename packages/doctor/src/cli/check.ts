import { printable } from '@traceferry/core/internal'
import { fingerprints, readBaseline, writeBaseline } from '../baseline.ts'
import { type Diagnosis, diagnose, isAtLeast } from '../diagnose.ts'
import { DoctorError, quote } from '../errors.ts'
import { ruleOf } from '../explain.ts'
import { type FixedFile, fixesOf, writeFixes } from '../fixes.ts'
import { readLive } from '../live/read-live.ts'
import { formats } from '../output/formats.ts'
import { plural } from '../output/summary.ts'
import { type Read, readInputs } from '../read/read-inputs.ts'
import type { Severity } from '../rule.ts'
import { colorsFor, type Io } from './io.ts'
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

/** 0 nothing at or above --fail-on, 1 something; the same in every format. What cannot be read throws, and is 2. */
export async function check(names: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  const failOn = severityOf(options.failOn)
  const format = formats[options.format]
  if (format === undefined || !Object.hasOwn(formats, options.format)) {
    throw new DoctorError('TF804', `unknown format ${quote(options.format)}`, `use ${Object.keys(formats).join(', ')}`)
  }
  const paths = [...names, ...(options.file ?? [])]
  const live = await readLive(options)
  const { tick } = progress(io.stderr)
  let read = readInputs(paths, tick)
  tellTemplates(read, io)
  requireSomething(read, live.length > 0 || options.live === true)

  const settings = {
    mesh: options.mesh ?? [],
    kubernetes: options.kubernetes,
    live,
    rules: options.rule?.map((id) => ruleOf(id).id),
    baseline: options.baseline === undefined ? new Set<string>() : readBaseline(options.baseline),
  }
  let diagnosis = diagnose(read, settings)
  if (options.writeBaseline !== undefined) return baseline(options.writeBaseline, diagnosis, io)
  if (options.fix && mend(diagnosis, options.dryRun === true, io)) {
    read = readInputs(paths)
    diagnosis = diagnose(read, settings)
  }
  io.stdout.write(format(diagnosis, colorsFor(io.stdout)))
  return diagnosis.findings.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0
}

/** The number of fixes decides whether the files are worth reading again. Diffs go to stderr: stdout is the report's. */
function mend(diagnosis: Diagnosis, dryRun: boolean, { stderr }: Io): boolean {
  const fixes = fixesOf(diagnosis.findings)
  const { green, red, cyan } = colorsFor(stderr)
  for (const { patch } of fixes) {
    const lines = patch.split('\n')
    const paint = (line: string) =>
      /^@@/.test(line) ? cyan(line) : line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line
    stderr.write(`${lines.map(paint).join('\n')}\n`)
  }
  const left = dryRun ? fixes : writeFixes(fixes)
  const mended = fixes.filter((fix) => !left.includes(fix))
  if (mended.length > 0) stderr.write(`mended ${counted(mended)}\n`)
  if (left.length > 0 || fixes.length === 0) stderr.write(`would mend ${counted(left)}\n`)
  for (const { source } of dryRun ? [] : left.filter(({ source }) => source.within !== undefined)) {
    stderr.write(
      `left as it is: ${printable(source.file)} leads out of ${printable(source.within!)}; name the file itself to mend it\n`,
    )
  }
  return mended.length > 0
}

function counted(fixes: readonly FixedFile[]): string {
  const count = fixes.reduce((sum, fix) => sum + fix.count, 0)
  return `${plural(count, 'finding')} in ${plural(fixes.length, 'file')}`
}

function baseline(file: string, diagnosis: Diagnosis, { stderr }: Io): number {
  const all = [...diagnosis.findings, ...diagnosis.known]
  writeBaseline(file, all)
  const name = printable(file)
  stderr.write(`wrote ${plural(fingerprints(all).size, 'finding')} to ${name}; use it with --baseline ${name}\n`)
  return 0
}

export function tellTemplates({ templates }: Read, { stderr }: Io): void {
  if (templates.length === 0) return
  const [first] = templates
  stderr.write(
    `left out ${plural(templates.length, 'template')} (${printable(first!)}${templates.length > 1 ? ', ...' : ''}): render first, with helm template or kustomize build\n`,
  )
}

function requireSomething({ resources, settings, templates }: Read, hasLive: boolean): void {
  if (resources.length > 0 || settings.length > 0 || hasLive) return
  const problem = templates.length > 0 ? 'nothing but templates' : 'no Kubernetes object and no known config file'
  throw new DoctorError(
    'TF802',
    `${problem} in what was given`,
    'name rendered manifests: helm template . | traceferry doctor -',
  )
}

function severityOf(text: string): Severity {
  if (text === 'error' || text === 'warning' || text === 'info') return text
  throw new DoctorError('TF804', `unknown severity ${quote(text)} for --fail-on`, 'use error, warning or info')
}

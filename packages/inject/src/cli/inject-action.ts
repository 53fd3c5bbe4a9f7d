// What the command does: read, change, show or write, and report the result.
import { readFileSync } from 'node:fs'
import { type Io, isColored } from '@traceferry/core/command'
import { printable, printableJson } from '@traceferry/core/internal'
import { createTwoFilesPatch } from 'diff'
import pc from 'picocolors'
import { InjectError } from '../errors.ts'
import { readManifests, type Source, writeManifest } from '../manifests/files.ts'
import { configMapsIn, type Injected, injectText, type Outcome } from '../manifests/inject-text.ts'

/** The options of the command. */
export interface InjectFlags {
  readonly dryRun?: boolean
  readonly uninstall?: boolean
  readonly containers?: readonly string[]
  readonly labeled?: boolean
  readonly json?: boolean
  readonly image?: string
  readonly imageVolume?: boolean
  readonly set?: Readonly<Record<string, string>>
}

interface Done extends Injected {
  readonly source: Source
}

/** 0 done, 1 if --dry-run would change something. Input that cannot be read throws, which means 2, and nothing is written. */
export function injectAction(paths: readonly string[], options: InjectFlags, io: Io): number {
  if (paths.length === 0)
    throw new InjectError('TF844', 'no manifests were given', 'give files, folders, or - for standard input')
  const sources = readManifests(paths, () => readFileSync(0, 'utf8'))
  const configMaps = sources.flatMap(({ file, text }) => configMapsIn(text, file))
  const { set: variables, ...rest } = options
  const done = sources.map((source): Done => {
    const injected = injectText(source.text, { ...rest, variables, configMaps, file: source.file })
    return { source, ...injected }
  })
  const changed = done.filter(({ source, text }) => text !== source.text)
  if (!options.dryRun) for (const { source, text } of changed) if (source.file !== '-') writeManifest(source, text)
  if (options.json) io.stdout.write(`${printableJson(report(done, options))}\n`)
  else tell(done, options, io)
  return options.dryRun && changed.length > 0 ? 1 : 0
}

function tell(done: readonly Done[], options: InjectFlags, { stdout, stderr }: Io): void {
  const colors = pc.createColors(isColored(stdout))
  for (const { source, text, outcomes } of done) {
    if (options.dryRun && text !== source.text) stdout.write(difference(source, text, colors))
    else if (!options.dryRun && source.file === '-') stdout.write(text)
    for (const outcome of outcomes) stderr.write(`${line(outcome, options)}\n`)
  }
  const workloads = done.flatMap(({ outcomes }) => outcomes)
  const count = workloads.filter(({ changed }) => changed).length
  stderr.write(`${count} of ${workloads.length} workloads ${options.dryRun ? 'would be changed' : 'changed'}\n`)
}

function line(
  { kind, name, chosen, present, left, notes, skipped, changed }: Outcome,
  { uninstall }: InjectFlags,
): string {
  const told = [
    ...left.map(({ container, reason }) => `${container} left alone: ${reason}`),
    ...notes.map(({ container, reason }) => `${container}: ${reason}`),
  ]
  const what =
    skipped !== undefined
      ? `left alone: ${skipped}`
      : uninstall
        ? changed
          ? 'taken out'
          : 'nothing to remove'
        : chosen.length > 0
          ? `injected ${chosen.join(', ')}`
          : present.length > 0
            ? 'injected already'
            : 'nothing injected'
  return printable(`${kind} ${name}: ${[what, ...told].join('; ')}`)
}

function difference(
  { file, text: before }: Source,
  text: string,
  { red, green }: ReturnType<typeof pc.createColors>,
): string {
  const name = file === '-' ? 'stdin' : file
  const lines = createTwoFilesPatch(name, name, before, text, '', '', { context: 3 }).split('\n').slice(1)
  const painted = lines.map((one) => {
    const shown = printable(one)
    return one.startsWith('+') ? green(shown) : one.startsWith('-') ? red(shown) : shown
  })
  return `${painted.join('\n').trimEnd()}\n`
}

function report(done: readonly Done[], { dryRun = false, uninstall = false }: InjectFlags) {
  return {
    version: 1,
    dryRun,
    uninstall,
    files: done.map(({ source, text, outcomes }) => ({
      file: source.file,
      changed: text !== source.text,
      workloads: outcomes,
    })),
  }
}

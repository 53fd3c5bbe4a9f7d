// What the command does: read, judge, print, and report the result through the exit code.
import { writeFile } from 'node:fs/promises'
import { type Io, isColored } from '@traceferry/core/command'
import pc from 'picocolors'
import { audit } from '../audit.ts'
import { AuditError } from '../errors.ts'
import { changesOf, changesText, readBefore } from '../report/compare.ts'
import { toHtml } from '../report/html.ts'
import { toJson } from '../report/json.ts'
import { toMarkdown } from '../report/markdown.ts'
import { toText } from '../report/text.ts'
import { type StoreName, stores } from '../stores.ts'
import { progress } from './progress.ts'

interface Options {
  readonly format?: string
  readonly zipkin?: string
  readonly jaeger?: string
  readonly tempo?: string
  readonly header?: Readonly<Record<string, string>>
  readonly tenant?: string
  readonly lookback?: number
  readonly limit?: number
  readonly service?: readonly string[]
  readonly link?: string
  readonly json?: boolean
  readonly markdown?: boolean
  readonly html?: string
  readonly compare?: string
  readonly failOn?: number
}

/** 0 done, 1 below --fail-on. Input that cannot be read throws, which means 2. */
export async function auditAction(paths: readonly string[], options: Options, io: Io): Promise<number> {
  requireStore(options)
  // Before anything is read, so that a wrong name does not cost minutes.
  const before = options.compare === undefined ? undefined : await readBefore(options.compare)
  const asked = (Object.keys(stores) as StoreName[]).flatMap((name) => {
    const url = options[name]
    return url === undefined ? [] : [{ name, url }]
  })
  const { tick, end } = progress(io.stderr)
  const report = await audit({
    paths,
    ...(paths.includes('-') ? { stdin: io.stdin } : {}),
    format: options.format,
    stores: asked,
    headers: options.header ?? {},
    tenant: options.tenant,
    lookbackMs: options.lookback,
    limit: options.limit,
    services: options.service,
    onProgress: tick,
  }).finally(end)
  const link = options.link ?? pageOf(asked)
  if (options.html !== undefined) await write(options.html, toHtml(report, { link }))
  const changes = before === undefined ? undefined : changesOf(report, before)
  if (options.json) io.stdout.write(toJson(report, changes))
  else {
    const colors = pc.createColors(isColored(io.stdout))
    io.stdout.write(options.markdown ? toMarkdown(report, { link }) : toText(report, { colors, link }))
    if (changes !== undefined) io.stdout.write(`\n${changesText(changes)}`)
  }
  const { failOn } = options
  return failOn !== undefined && report.workloads.some(({ share = 1 }) => share < failOn) ? 1 : 0
}

/** Options that only stores use would have no effect on files. */
function requireStore(options: Options): void {
  if (options.zipkin !== undefined || options.jaeger !== undefined || options.tempo !== undefined) return
  const unused = (['header', 'tenant', 'lookback', 'limit', 'service'] as const).find(
    (name) => options[name] !== undefined,
  )
  if (unused === undefined) return
  const cure = 'give one with --zipkin, --jaeger or --tempo, or remove the option'
  throw new AuditError('TF800', `--${unused} is for a store, but no store was given`, cure)
}

function pageOf(asked: readonly { readonly name: StoreName; readonly url: string }[]): string | undefined {
  const [first] = asked
  const page = first === undefined ? undefined : stores[first.name].page
  return page === undefined ? undefined : `${first!.url.replace(/\/+$/, '').replace(/\/\/[^/@]*@/, '//')}${page}`
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new AuditError(
      'TF827',
      `${file} cannot be written: ${(error as Error).message}`,
      'give a file in an existing folder',
    )
  }
}

// From the sources to the report: the whole audit, without a command line.
import { AuditError } from './errors.ts'
import { createReaders } from './formats/readers.ts'
import { judge } from './judge/judge.ts'
import { createTable } from './model/table.ts'
import { createCounts } from './read/counts.ts'
import { inputsOfPaths } from './read/files.ts'
import { readFile } from './read/open.ts'
import { notesOf } from './report/notes.ts'
import { reportOf } from './report/report.ts'
import type { Report } from './report/shape.ts'
import { type StoreName, stores } from './stores.ts'

/** What to read. All of it is read, one after another, and judged together. */
export interface AuditOptions {
  /** Files and folders, and `-` for standard input. */
  readonly paths?: readonly string[]
  /** Read for `-`. */
  readonly stdin?: NodeJS.ReadableStream
  /** The format of the access logs, if it is not one of Istio's. */
  readonly format?: string | undefined
  /** The URLs of stores. */
  readonly stores?: readonly { readonly name: StoreName; readonly url: string }[]
  /** Sent to each store. */
  readonly headers?: Readonly<Record<string, string>>
  readonly tenant?: string | undefined
  /** How far back to ask a store, in milliseconds. Default: an hour. */
  readonly lookbackMs?: number | undefined
  /** The maximum number of traces from each store; default 5000. */
  readonly limit?: number | undefined
  /** Traces of these services only. */
  readonly services?: readonly string[] | undefined
  /** The maximum number of records to keep; default 2 million. */
  readonly most?: number | undefined
  /** Called now and then with the number of records. */
  readonly onProgress?: (records: number) => void
}

/**
 * Which services break traces.
 *
 * @example
 * const { workloads } = await audit({ paths: ['istio-proxy.log'] })
 * for (const { name, share, kinds } of workloads) console.log(name, share, kinds)
 */
export async function audit(options: AuditOptions): Promise<Report> {
  const { paths = [], headers = {}, onProgress = () => {}, lookbackMs = 3_600_000, limit = 5000 } = options
  const table = createTable(options.most)
  const counts = createCounts(table)
  const readersOf = (sink: typeof counts) => createReaders(sink, options.format)
  const readers = readersOf(counts)
  const tick = () => onProgress(table.length)
  for (const input of await inputsOfPaths(paths)) {
    counts.begin()
    await readFile(input, counts, readers, options.stdin ?? process.stdin, tick)
    counts.finish(input)
  }
  const to = Date.now()
  let hasMore = false
  for (const { name, url } of options.stores ?? []) {
    const { read, tenant } = stores[name]
    const given = options.tenant === undefined ? {} : { [tenant]: options.tenant }
    const query = {
      url,
      headers: { ...headers, ...given },
      from: to - lookbackMs,
      to,
      limit,
      services: options.services ?? [],
    }
    hasMore = (await read(query, counts, (sink) => createReaders(sink, options.format))) || hasMore
    tick()
  }
  if (table.length === 0) throw nothing(options, counts.troubles)
  const verdict = judge(table)
  const read = { ...counts.read, probes: verdict.probes }
  return reportOf(verdict, read, notesOf({ verdict, read, troubles: counts.troubles, hasMore, limit }))
}

function nothing({ paths = [], stores = [] }: AuditOptions, troubles: readonly string[]): AuditError {
  if (paths.length === 0 && stores.length === 0)
    return new AuditError(
      'TF822',
      'nothing to read was given',
      'give files, - for standard input, or a store: --zipkin, --jaeger, --tempo',
    )
  if (troubles.length > 0)
    return new AuditError(
      'TF823',
      troubles[0]!,
      'give Envoy access logs, or spans from Zipkin, Jaeger or OpenTelemetry',
    )
  return stores.length > 0
    ? new AuditError('TF822', 'the store has no traces from this time', 'try a longer --lookback, or another --service')
    : new AuditError(
        'TF822',
        'the input has no span and no access log line',
        'give --format if the access log format was changed; for pods, give -c istio-proxy and --tail=-1',
      )
}

/**
 * Reports what this process does, for `traceferry doctor --report`: where it listens, how long it keeps connections, which
 * hosts it calls, and whether the calls carry tracing headers. It reads diagnostics channels and patches nothing.
 * @module
 */
import { basename } from 'node:path'
import { milliseconds, option, printableJson, readOptions, text, type Values } from '@traceferry/core/internal'
import { keepReportFile, LEAST_INTERVAL_MS, reportPath } from './report/keep-report-file.ts'
import type { ProcessReport } from './report/process-report.ts'
import { watchAgents } from './report/watch-agents.ts'
import { watchCalls } from './report/watch-calls.ts'
import { watchServers } from './report/watch-servers.ts'
import { type Shared, startShared } from './start-shared.ts'

export type { ReportedAgent, ReportedCalls, ReportedServer } from './report/process-report.ts'
export type { ProcessReport }

/** The options of `report()`. */
export interface ReportOptions {
  /**
   * Where to write the report. `{pid}` in the path becomes the process id, for processes that share an environment. Without
   * a file, nothing is written. Variable: TRACEFERRY_REPORT.
   */
  file?: string
  /** How often to write the report if it has changed, in ms. Default: 10,000; at least 100. Variable: TRACEFERRY_REPORT_INTERVAL_MS. */
  intervalMs?: number
  /** The name of the process in the report. Default: the name of its script. */
  process?: string
}

/** A report that is running. */
export interface Reporting {
  /** The report as of now. */
  now(): ProcessReport
  /** Writes the file a last time, if there is one, and stops watching. */
  end(): void
}

const kinds = {
  file: option(reportPath, { variable: 'TRACEFERRY_REPORT' }),
  intervalMs: option(milliseconds(LEAST_INTERVAL_MS), { variable: 'TRACEFERRY_REPORT_INTERVAL_MS', fallback: 10_000 }),
  process: option(text),
}

/**
 * Starts to watch this process for a report. Call it before the servers listen. The report holds names, numbers and counts.
 * It never holds header values, paths, queries or environment variables. It is bounded: 100 servers, 50 agents, 100 hosts.
 *
 * With `file` or TRACEFERRY_REPORT, the report is written at the start, when it changes, and at exit. A reader never sees
 * half a file, only the owner can read it, and symbolic links are not followed. If the first write fails, this throws a
 * `TraceferryError` (TF026), as it does for a wrong option. A later failure is one warning. A second call with equal options
 * shares the same report, which ends when every caller has ended it.
 *
 * @example
 * import { report } from '@traceferry/sidecar/report'
 *
 * const { now, end } = report({ process: 'orders' })
 * console.log(now().servers)
 * end()
 */
export function report(options: ReportOptions = {}): Reporting {
  const settings = readOptions(kinds, options)
  if (settings.file === undefined) return begin(settings)
  // Two reports would overwrite each other's file.
  const key = JSON.stringify(settings)
  const [{ now }, end] = startShared(
    going,
    key,
    () => begin(settings),
    (reporting) => reporting.end(),
  )
  return { now, end }
}

const going: Shared<Reporting> = new Map()

function begin({ file, intervalMs, process: called }: Values<typeof kinds>): Reporting {
  const name = called ?? basename(process.argv[1] ?? 'node')

  const [servers, agents, calls] = [watchServers(), watchAgents(), watchCalls()]
  const now = (): ProcessReport => ({
    version: 1,
    process: name.slice(0, 100),
    pid: process.pid,
    node: process.versions.node,
    servers: servers.read(),
    agents: agents.read(),
    calls: calls.read(),
  })
  const unwatch = () => {
    for (const one of [servers, agents, calls]) one.end()
  }
  try {
    const stop = file === undefined ? unwatch : keepReportFile(file, intervalMs, () => `${printableJson(now(), 1)}\n`)
    return {
      now,
      end() {
        stop()
        unwatch()
      },
    }
  } catch (error) {
    unwatch()
    throw error
  }
}

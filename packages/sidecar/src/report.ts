/**
 * A process's report about itself, for `traceferry doctor --report`: where it listens, how long it keeps connections, where it
 * calls and whether tracing headers went along. It comes from diagnostics channels; nothing is patched.
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

export interface ReportOptions {
  /**
   * Where to write it; `{pid}` in the path stands for the process id, for processes that share their environment. Without
   * a file nothing is written. Variable: TRACEFERRY_REPORT.
   */
  file?: string
  /** How often to write what has changed, (10,000; at least 100). Variable: TRACEFERRY_REPORT_INTERVAL_MS. */
  intervalMs?: number
  /** What the process is called in the report; the name of its script. */
  process?: string
}

export interface Reporting {
  /** The report as of now. */
  now(): ProcessReport
  /** Writes the report for the last time, if it is written, and stops watching. */
  end(): void
}

const kinds = {
  file: option(reportPath, { variable: 'TRACEFERRY_REPORT' }),
  intervalMs: option(milliseconds(LEAST_INTERVAL_MS), { variable: 'TRACEFERRY_REPORT_INTERVAL_MS', fallback: 10_000 }),
  process: option(text),
}

/**
 * Begins to watch this process for a report. Call it before the servers listen. There are names, numbers and counts in it:
 * no header value, no path, no query, no variable. It is bounded (100 servers, 50 agents, 100 hosts).
 *
 * With `file`, or TRACEFERRY_REPORT, it is written when something has changed and at the exit: whole or not at all, readable
 * by its owner only, never through a symbolic link. What cannot be written at the start throws a `TraceferryError`
 * (TF026), as does a wrong option; later it is one warning. Said again with equal options, it is the same report, which ends
 * when all have ended it.
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
  // Two that write one file would take turns in it.
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

/**
 * A process's report about itself, for `traceferry doctor --report`: where it listens, how long it keeps connections, where it
 * calls and whether tracing headers went along. It comes from diagnostics channels; nothing is patched.
 * @module
 */
import { basename } from 'node:path'
import { printableJson, resolvePolicy } from '@traceferry/core/internal'
import { known, millisecondsFrom } from './checks.ts'
import { watchAgents } from './report/agents.ts'
import { watchCalls } from './report/calls.ts'
import { keepWriting, target } from './report/file.ts'
import { watchServers } from './report/servers.ts'
import type { ProcessReport } from './report/shape.ts'
import { type Shared, share } from './shared.ts'

export type { ReportedAgent, ReportedCalls, ReportedServer } from './report/shape.ts'
export type { ProcessReport }

export interface ReportOptions {
  /**
   * Where to write it; `{pid}` in the path stands for the process id, for processes that share their environment. Without
   * a file nothing is written. Variable: TRACEFERRY_REPORT.
   */
  file?: string
  /** How often to write what has changed, in ms (10,000; at least 100). Variable: TRACEFERRY_REPORT_INTERVAL. */
  interval?: number
  /** What the process is called in the report; the name of its script. */
  process?: string
  /** DNS domain of the cluster (`cluster.local`). */
  clusterDomain?: string
}

export interface Reporting {
  /** The report as of now. */
  now(): ProcessReport
  /** Writes the report for the last time, if it is written, and stops watching. */
  end(): void
}

const names = ['file', 'interval', 'process', 'clusterDomain'] as const

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
 * import { report } from '@traceferry/lifecycle/report'
 *
 * const { now, end } = report({ process: 'orders' })
 * console.log(now().servers)
 * end()
 */
export function report(options: ReportOptions = {}): Reporting {
  known(options, names)
  const file = target(options.file ?? process.env.TRACEFERRY_REPORT)
  if (file === undefined) return begin(options, file)
  // Two that write one file would take turns in it.
  const key = JSON.stringify([file, options])
  const [{ now }, end] = share(
    going,
    key,
    () => begin(options, file),
    (reporting) => reporting.end(),
  )
  return { now, end }
}

const going: Shared<Reporting> = new Map()

function begin(options: ReportOptions, file: string | undefined): Reporting {
  const interval = options.interval ?? millisecondsFrom('TRACEFERRY_REPORT_INTERVAL') ?? 10_000
  const policy = resolvePolicy(options.clusterDomain === undefined ? {} : { clusterDomain: options.clusterDomain })
  const name = options.process ?? basename(process.argv[1] ?? 'node')

  const [servers, agents, calls] = [watchServers(), watchAgents(), watchCalls(policy)]
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
    const stop = file === undefined ? unwatch : keepWriting(file, interval, () => `${printableJson(now(), 1)}\n`)
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

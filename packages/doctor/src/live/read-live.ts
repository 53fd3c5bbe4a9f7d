// Reads what running processes tell: from /proc, and from reports they wrote themselves.
import type { LiveReport } from './live-report.ts'
import { readProcesses } from './read-processes.ts'
import { readReport } from './read-report.ts'

export interface LiveOptions {
  readonly live?: boolean
  readonly pid?: readonly string[]
  readonly report?: readonly string[]
}

/** Reads running processes from /proc, and the reports that `--report` names. */
export async function readLive({ live, pid, report }: LiveOptions): Promise<LiveReport[]> {
  const processes = live || pid ? readProcesses(pid) : []
  return [...processes, ...(await Promise.all((report ?? []).map(readReport)))]
}

// For programs, and for `--compare`. `version` is the version of this shape, and changes if the meaning of a member changes.
import { printableJson } from '@traceferry/core/internal'
import { version } from '../version.ts'
import type { Change } from './compare.ts'
import type { Report } from './shape.ts'

export function toJson(report: Report, changes?: readonly Change[]): string {
  const broken = report.workloads.filter(({ verdict }) => verdict === 'breaks').length
  const { workloads, edges, read, notes } = report
  const summary = { workloads: workloads.length, broken }
  return `${printableJson({ version: 1, audit: version, summary, read, notes, workloads, edges, changes }, 2)}\n`
}

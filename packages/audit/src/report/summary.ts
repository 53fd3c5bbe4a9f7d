// The last line: what was read, and the result.
import type { Report } from './shape.ts'
import { many } from './words.ts'

/** `2 of 6 services break traces. Read: 4000 sidecar spans, 12 lines passed over.` */
export function summaryOf({ workloads, read }: Report): string {
  const services = workloads.filter(({ verdict }) => verdict !== 'edge' && verdict !== 'gateway')
  const broken = services.filter(({ verdict }) => verdict === 'breaks')
  const parts = [
    read.spans > 0 && many(read.spans, 'sidecar span', 'sidecar spans'),
    read.appSpans > 0 && many(read.appSpans, 'application span', 'application spans'),
    read.lines > 0 && many(read.lines, 'access log line', 'access log lines'),
    read.probes > 0 && many(read.probes, 'probe'),
    read.passedOver > 0 && `${read.passedOver} passed over`,
    read.broken > 0 && `${read.broken} broken`,
  ].filter(Boolean)
  return `${broken.length} of ${many(services.length, 'service')} ${broken.length === 1 ? 'breaks' : 'break'} traces. Read: ${parts.join(', ') || 'nothing'}.`
}

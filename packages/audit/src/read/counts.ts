// The sink that everything is read into: the table, and counts of what did not become a record.
import { printable } from '@traceferry/core/internal'
import type { Table } from '../model/table.ts'
import type { Read } from '../report/shape.ts'
import type { Input, Sink } from './sink.ts'

export interface Counts extends Sink {
  readonly read: Omit<Read, 'probes'>
  /** The first few broken things, as sentences. */
  readonly troubles: readonly string[]
  begin(): void
  /** Ends a file: reports one without findings. */
  finish(input: Input): void
}

const FEW = 5

export function createCounts(table: Table): Counts {
  const read = { spans: 0, appSpans: 0, lines: 0, passedOver: 0, broken: 0 }
  const troubles: string[] = []
  let found = 0
  const tell = (text: string) => {
    if (troubles.length < FEW && !troubles.includes(text)) troubles.push(text)
  }
  return {
    read,
    troubles,
    record(record) {
      found++
      table.add(record)
      if (record.source === 'log') read.lines++
      else if (record.direction === 'app') read.appSpans++
      else read.spans++
    },
    passedOver() {
      read.passedOver++
    },
    broken({ name }, why) {
      read.broken++
      tell(`${printable(name)}: ${why}`)
    },
    begin() {
      found = 0
    },
    finish({ name }) {
      if (found === 0) tell(`${printable(name)}: no span and no access log line in it`)
    },
  }
}

// From a parsed JSON value or a line to records. A new format of spans is one file and one line here.
import { AuditError } from '../errors.ts'
import type { SidecarRecord } from '../model/record.ts'
import type { Input, Sink } from '../read/sink.ts'
import type { Readers } from '../read/text-reader.ts'
import { isJaegerSpan, isJaegerTrace, readJaegerSpan, readJaegerTrace } from './jaeger.ts'
import { isObject, type Json } from './json.ts'
import { lineFormat } from './line-format.ts'
import { ofPod, withoutPrefix } from './line-prefix.ts'
import { logFormats } from './log-formats.ts'
import { recordOfLine } from './log-line.ts'
import { objectFormat } from './object-format.ts'
import { isResourceSpans, readResourceSpans } from './otlp.ts'
import { isZipkinSpan, readZipkinSpan } from './zipkin.ts'

const spans: readonly [(value: Json) => boolean, (value: Json) => Iterable<SidecarRecord>][] = [
  [isZipkinSpan, (value) => [readZipkinSpan(value)]],
  [isJaegerTrace, readJaegerTrace],
  [isResourceSpans, readResourceSpans],
  [isJaegerSpan, (value) => [readJaegerSpan(value)]],
]

/** Members that only contain the relevant values. */
const wrappers = ['data', 'resourceSpans', 'batches', 'trace', 'result'] as const

/** @param format of an access log with a custom format: a format string, or JSON with format strings */
export function createReaders(sink: Sink, format?: string): Readers {
  const given = format?.trimStart().startsWith('{') ? formatOf(format) : undefined
  const readObject = objectFormat(given)
  const formats = [...(format !== undefined && given === undefined ? [lineFormat(format)] : []), ...logFormats]

  function line(text: string, from: Input): void {
    const [bare, input] = withoutPrefix(text, from)
    if (bare.startsWith('{')) {
      const parsed = jsonOf(bare)
      if (parsed === undefined) sink.broken(input, 'a line is not JSON')
      else value(parsed, input)
      return
    }
    for (let i = 0; i < formats.length; i++) {
      const fields = formats[i]!(bare)
      if (fields === undefined) continue
      // The next line has the same format.
      if (i > 0) formats.unshift(...formats.splice(i, 1))
      log(recordOfLine(fields, input), input)
      return
    }
    sink.passedOver(input)
  }

  function log(record: SidecarRecord | undefined, input: Input): void {
    if (record === undefined) sink.passedOver(input)
    else sink.record(record)
  }

  function value(given: unknown, input: Input, depth = 0): void {
    if (Array.isArray(given) && depth < 5) {
      for (const one of given) value(one, input, depth + 1)
      return
    }
    if (!isObject(given)) {
      sink.passedOver(input)
      return
    }
    const read = spans.find(([isIt]) => isIt(given))?.[1]
    if (read !== undefined) {
      for (const record of read(given)) span(record, input)
      return
    }
    const inner = wrappers.find((name) => typeof given[name] === 'object' && given[name] !== null)
    if (inner !== undefined && depth < 5) value(given[inner], input, depth + 1)
    else other(given, input)
  }

  function span(record: SidecarRecord, input: Input): void {
    if (!record.traceId || !record.spanId) sink.broken(input, 'a span has no id')
    else if (!Number.isFinite(record.start)) sink.broken(input, 'a span has no time')
    else sink.record(record)
  }

  /** A log line: as it is, or wrapped by a log collector. */
  function other(given: Json, input: Input): void {
    const text = given.log ?? given.message
    const { kubernetes } = given
    if (typeof text === 'string' && given.request_id === undefined) {
      const pod = isObject(kubernetes) && typeof kubernetes.pod_name === 'string' ? kubernetes.pod_name : undefined
      const space = isObject(kubernetes) ? kubernetes.namespace_name : undefined
      const namespace = typeof space === 'string' ? space : input.namespace
      line(text.trim(), pod === undefined ? input : ofPod(pod, { ...input, namespace }))
      return
    }
    const fields = readObject(given)
    if (fields.requestId === undefined && fields.traceparent === undefined) sink.passedOver(input)
    else log(recordOfLine(fields, input), input)
  }

  return { value: (given, input) => value(given, input), line }
}

function jsonOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function formatOf(text: string): Json {
  const format = jsonOf(text)
  if (format !== undefined) return format
  throw new AuditError('TF824', 'the access log format is not JSON', 'give it exactly as in the mesh config')
}

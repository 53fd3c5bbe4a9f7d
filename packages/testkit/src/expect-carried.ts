// Checks which tracing headers a call carried.
import { expect } from 'vitest'
import type { SeenCall } from './echo.ts'
import { tracingNames } from './samples.ts'

/** The tracing headers of a call as lines, exactly as they came over the wire. */
export function tracingLines(call: SeenCall): string[] {
  const lines: string[] = []
  for (let i = 0; i < call.rawHeaders.length; i += 2) {
    const name = call.rawHeaders[i] as string
    if (tracingNames.includes(name.toLowerCase())) lines.push(`${name}: ${call.rawHeaders[i + 1]}`)
  }
  return lines.sort()
}

/** How these inbound headers must look on a call: same values, names in lower case, each once. */
export function linesOf(headers: readonly string[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]?.toLowerCase()}: ${headers[i + 1]}`)
  return lines.sort()
}

/** Fails unless there are `count` calls and each carries exactly these headers, byte for byte. */
export function expectCarried(calls: readonly SeenCall[], headers: readonly string[], count = 1): void {
  expect(calls.map((call) => [call.url, tracingLines(call)])).toEqual(calls.map((call) => [call.url, linesOf(headers)]))
  expect(calls.length).toBe(count)
}

// Prints the calls of a request.
import type { Call } from './judge.ts'

/** Prints calls for the reader of a failed test: wrong calls first, equal calls once. */
export function describeCalls(title: string, calls: readonly Call[], elsewhere: readonly string[]): string {
  const lines = [title]
  for (const { call, times } of grouped(calls)) {
    const often = times > 1 ? `, ${times} times` : ''
    lines.push(`  ${call.ok ? '✓' : '✗'} ${call.method} ${call.upstream}${call.path}${often}${outcome(call)}`)
    for (const { name, headers, evidence, cure } of call.causes) {
      lines.push(`      ${name}: ${headers.map((header) => described(call, header)).join(', ')}`)
      lines.push(`        ${evidence}`, `        → ${cure}`)
    }
  }
  for (const origin of new Set(elsewhere))
    lines.push(`  ? calls to ${origin}: no upstream of the test, so nothing was recorded`)
  return lines.join('\n')
}

function outcome({ headers, ok }: Call): string {
  const arrived = headers.filter(({ state }) => state === 'arrived' || state === 'continued').length
  if (arrived === 0 && ok) return ': outside, no header came'
  return `: ${arrived} of ${headers.length} headers`
}

function described({ headers }: Call, name: string): string {
  const header = headers.find((one) => one.name === name)
  if (header === undefined || header.state === 'missing') return name
  const got = header.got.map((value) => (value.length > 60 ? `${value.slice(0, 57)}...` : value))
  return `${name} (${header.state}: ${got.join(' | ')})`
}

function grouped(calls: readonly Call[]): readonly { call: Call; times: number }[] {
  const groups = new Map<string, { call: Call; times: number }>()
  for (const call of calls) {
    const causes = call.causes.map(({ name, headers, evidence }) => [name, headers, evidence])
    const key = JSON.stringify([call.upstream, call.method, call.path, causes])
    const group = groups.get(key) ?? { call, times: 0 }
    groups.set(key, group)
    group.times++
  }
  return [...groups.values()].sort((a, b) => Number(a.call.ok) - Number(b.call.ok))
}

// Draws the services and their calls as a tree.
import type { Hop, HopCall } from '@traceferry/probe/internal'
import pc from 'picocolors'
import { type Break, type Silence, whyOf, whySilent } from './breaks.ts'

export interface Drawing {
  readonly hop: Hop
  /** The status of the first service's response. */
  readonly status: number
  readonly sent: readonly string[]
  readonly breaks: readonly Break[]
  readonly silent: readonly Silence[]
}

/** The services and their calls as a tree, and below it the first break. */
export function drawTrace({ hop, status, sent, breaks, silent }: Drawing): string {
  const { NO_COLOR } = process.env
  const { green, red, yellow, dim } = pc.createColors(!NO_COLOR && process.stdout.isTTY === true)
  const lines: string[] = []

  function draw({ service, captured, calls, cut, unset }: Hop, indent: string, answered: string): void {
    const took = unset ? 'answered without traceferry' : `took in ${count(captured)}`
    lines.push(`${service} ${took}${answered}${cut ? dim(' (report cut)') : ''}`)
    calls.forEach((call, i) => {
      const last = i === calls.length - 1
      const broken = breaks.some((one) => one.service === service && one.to === call.to)
      const mark = broken ? red('✗') : green('✓')
      const reason = call.why === undefined ? '' : `: ${whyOf(call)}`
      lines.push(`${indent}${last ? '└─' : '├─'} ${mark} ${call.to} ${count(call.forwarded)}${reason}`)
      drawAnswer(call, `${indent}${last ? '   ' : '│  '}`, cut === true)
    })
  }
  function drawAnswer(call: HopCall, indent: string, cut: boolean): void {
    const start = lines.length
    if (call.hop !== undefined) draw(call.hop, `${indent}   `, failed(call.status))
    else if ((call.asked || call.unsent) && !cut) lines.push(`${yellow('?')} ${whySilent(call)}`)
    else return
    lines[start] = `${indent}└─ ${lines[start]}`
  }
  function count(names: readonly string[]): string {
    return `${sent.filter((name) => names.includes(name)).length} of ${sent.length} headers`
  }
  draw(hop, '', failed(status))

  const [first] = breaks
  if (first === undefined) lines.push('', 'Every reported call carried the headers.')
  else {
    const place = first.to === undefined ? first.service : `${first.service} → ${first.to}`
    lines.push('', red(`The chain breaks first at ${place}: ${first.why} (${first.missing.join(', ')})`))
  }
  const unknown = silent.map(({ service, to, why }) => `${service} → ${to}: ${why}`)
  if (unknown.length > 0) lines.push('', yellow('Unknown from here on:'), ...unknown.map((line) => `  ${line}`))
  if (silent.some(({ why }) => why.startsWith('no report'))) lines.push(NO_REPORT)
  return `${lines.join('\n')}\n`
}

const NO_REPORT = `  No report: no traceferry with the probe there, another secret, or a clock more than 10 s off; or a proxy rewrites Host,
  or drops x-traceferry-probe or x-traceferry-report. A service that refuses a probe warns in its own log (TF051).`

function failed(status: number | undefined): string {
  return status !== undefined && status >= 400 ? `, answered ${status}` : ''
}

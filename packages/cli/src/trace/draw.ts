import type { Hop } from '@traceferry/probe'
import pc from 'picocolors'
import type { Break } from './breaks.ts'

/** The services and their calls as a tree, and below it the first break. */
export function drawTrace(hop: Hop, sent: readonly string[], breaks: readonly Break[]): string {
  const { NO_COLOR } = process.env
  const { green, red, dim } = pc.createColors(!NO_COLOR && process.stdout.isTTY === true)
  const lines: string[] = []

  function draw({ service, captured, calls, cut }: Hop, indent: string): void {
    lines.push(`${service} took in ${count(captured, sent)}${cut ? dim(' (report cut)') : ''}`)
    calls.forEach(({ to, forwarded, why, hop: next }, i) => {
      const last = i === calls.length - 1
      const broken = breaks.some((one) => one.service === service && one.to === to)
      const mark = broken ? red('✗') : green('✓')
      const reason = why === undefined ? '' : `: ${why === 'outside the mesh' ? 'outside target' : why}`
      lines.push(`${indent}${last ? '└─' : '├─'} ${mark} ${to} ${count(forwarded, sent)}${reason}`)
      if (next === undefined) return
      const inner = `${indent}${last ? '   ' : '│  '}`
      const start = lines.length
      draw(next, `${inner}   `)
      lines[start] = `${inner}└─ ${lines[start]}`
    })
  }
  draw(hop, '')
  const [first] = breaks
  if (first === undefined) lines.push('', 'Every reported call carried the headers.')
  else {
    const place = first.to === undefined ? first.service : `${first.service} → ${first.to}`
    lines.push('', red(`The chain breaks first at ${place}: ${first.why} (${first.missing.join(', ')})`))
  }
  return `${lines.join('\n')}\n`
}

function count(names: readonly string[], sent: readonly string[]): string {
  return `${sent.filter((name) => names.includes(name)).length} of ${sent.length} headers`
}

// Draws a trace in the terminal.
import pc from 'picocolors'

/** @param tree of traces.js. One line per span: service, direction, name, start and duration, and where in time it lies. */
export function drawTree({ trace, roots }) {
  const start = Math.min(...trace.map((span) => span.timestamp))
  const total = Math.max(...trace.map((span) => span.timestamp + span.duration)) - start
  const services = new Set(trace.map((span) => span.localEndpoint.serviceName))
  const lines = roots.flatMap((root) => branch(root, '', ''))
  const width = Math.max(...lines.map(({ text }) => text.length))
  const title = `Trace ${trace[0].traceId}: ${trace.length} spans, ${services.size} services, ${ms(total).trim()}`
  return [pc.bold(title), ...lines.map(draw)].join('\n')

  function draw({ text, span }) {
    const offset = span.timestamp - start
    return `${text.padEnd(width)}  ${pc.dim(ms(offset))} ${ms(span.duration)}  ${bar(offset / total, span.duration / total)}`
  }
}

function branch({ span, children }, here, below) {
  const { kind = '', name, localEndpoint, tags } = span
  const call = tags['http.url'] ? `${tags['http.method']} ${new URL(tags['http.url']).pathname}` : ''
  const text = `${here}${localEndpoint.serviceName} ${kind.toLowerCase()} ${name} ${call}`
  const last = children.length - 1
  return [
    { text, span },
    ...children.flatMap((child, i) =>
      branch(child, `${below}${i === last ? '└─ ' : '├─ '}`, `${below}${i === last ? '   ' : '│  '}`),
    ),
  ]
}

function bar(from, length, width = 24) {
  const left = Math.min(width - 1, Math.floor(from * width))
  return ' '.repeat(left) + pc.cyan('━'.repeat(Math.max(1, Math.min(width - left, Math.round(length * width)))))
}

function ms(microseconds) {
  return `${(microseconds / 1000).toFixed(1)} ms`.padStart(9)
}

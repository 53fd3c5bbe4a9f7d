// Whether a call with the line is as one without it: what its caller saw, and every byte that its server saw.

/**
 * What came over a connection: its text, or raw header lines of HTTP/2 beside it.
 * @typedef {{ text: string, raw?: string[] }} Wire
 */

/** @typedef {{ lines: string[], wires: Wire[] }} Run */

const insideHosts = new Set(['127.x', 'orders', 'orders.svc', 'localhost', 'ORDERS'])

/**
 * Whether a call goes to a host that may get our headers. Its Host header or path may still name another.
 * @param {{ host: string }} call
 */
export function isInside(call) {
  return insideHosts.has(call.host)
}

/**
 * The first difference between two runs of a call, as { where, without, with }; undefined when they are alike. A run is
 * { lines, wires }: the log of its caller, and what came over each connection of its server.
 * @param {Run} bare
 * @param {Run} other
 * @returns {{ where: string, without: string, with: string } | undefined}
 */
export function differenceOf(bare, other) {
  const wires = firstOther(bare.wires.flatMap(linesOf), other.wires.flatMap(linesOf))
  if (wires !== undefined) return { where: 'wire', ...wires }
  const lines = firstOther(bare.lines, other.lines)
  return lines && { where: 'caller', ...lines }
}

function firstOther(a, b) {
  for (let i = 0; i < Math.max(a.length, b.length); i++)
    if (steady(a[i]) !== steady(b[i])) return { without: a[i] ?? '(nothing)', with: b[i] ?? '(nothing)' }
  return undefined
}

/** The borders between the parts of a form are random, and new each time. */
function steady(line) {
  return line?.replace(/(formdata-undici-|-boundary-|form-data-encoder-|form-data-boundary-|--------)[\w-]{12,}/g, '$1')
}

/**
 * @param {Wire} wire
 * @param {number} i
 */
function linesOf({ text, raw = [] }, i) {
  const headers = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : []))
  return [`connection ${i}`, ...headers, ...text.split('\r\n')]
}

/**
 * The connections of a run without the headers that we may have added: each of our pairs in exactly the bytes that were
 * captured, once in a head. `carried` counts them. What else there is must be in the run without us, too.
 * @param {readonly Wire[]} connections
 * @param {readonly string[]} ours
 * @returns {{ wires: Wire[], carried: number }}
 */
export function withoutOurs(connections, ours) {
  let carried = 0
  const pairs = new Set()
  for (let i = 0; i < ours.length; i += 2) pairs.add(`${ours[i]}: ${ours[i + 1]}`)
  const wires = connections.map(({ text, raw }) => {
    let left = new Set(pairs)
    const keep = (line) => {
      // Behind an empty line another head begins, and may carry them again.
      if (line === '') left = new Set(pairs)
      const isOurs = left.delete(line)
      if (isOurs) carried++
      return !isOurs
    }
    const lines = text.split('\r\n').filter(keep).join('\r\n')
    if (raw === undefined) return { text: lines }
    left = new Set(pairs)
    const kept = raw
      .filter((_, at) => at % 2 === 0)
      .flatMap((name, i) => (keep(`${name}: ${raw[2 * i + 1]}`) ? [name, raw[2 * i + 1]] : []))
    return { text: lines, raw: kept }
  })
  return { wires, carried }
}

/** The kind of a difference: what stays the same when other calls show it, too. */
export function kindOf({ client, api = '', headers }, mode, { where, without, with: other }) {
  const short = (text) => String(text).replace(/\d+/g, '0').slice(0, 60)
  return `${mode}, ${client} ${api}, ${headers.shape}, ${where}: ${short(without)} -> ${short(other)}`
}

// One case as a row of a golden file: its spans as a tree in words, and its tracing headers at each station, with names
// in the place of ids that Envoy has made up.
import { groupByTrace, growTree } from '../envoy/traces.js'
import { isTracing } from './families.js'

/** @returns `trees` (how many), `spans` (which), and what `appGot`, `appSent` and `upstreamGot` of tracing headers */
export function rowOf(vector, seen) {
  const given = JSON.stringify(vector).toLowerCase()
  const shown = new Set(vector.in.map(([name]) => name.toLowerCase()).filter((name) => !ofOneHop.includes(name)))
  const named = naming(given, seen.spans)
  const lines = (all) =>
    all
      .filter(([name]) => isTracing(name) || shown.has(name))
      .map(([name, value]) => `${name}: ${shortened(named(value))}`)
      .sort()
  const roots = groupByTrace(inOrder(seen.spans)).flatMap((trace) => growTree(trace).roots)
  return {
    trees: roots.length,
    spans: roots.map((root) => hungOn(root, given) + drawn(root)).join(' | ') || 'none',
    appGot: lines(seen.appGot),
    appSent: seen.appSent.flatMap(lines),
    upstreamGot: seen.upstreamGot.flatMap(lines),
  }
}

/** What every client and server sends of its own. */
const ofOneHop = ['accept', 'user-agent', 'host', 'connection']

const labels = { SERVER: 'in', APP: 'app', CLIENT: 'out' } // an app has spans where it has a tracer of its own
const kinds = Object.keys(labels)
const later = (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.timestamp - b.timestamp
const inOrder = (spans) => spans.toSorted(later)

function drawn({ span, children }) {
  const below = children.map(drawn)
  const name = labels[span.kind]
  if (below.length > 1) return `${name} > (${below.join(', ')})`
  return below.length === 1 ? `${name} > ${below[0]}` : name
}

/** A root with a parent hangs on what the case itself has sent, or on nothing that is known. */
function hungOn({ span }, given) {
  if (!span.parentId) return ''
  return given.includes(span.parentId) ? 'caller > ' : 'UNKNOWN > '
}

/** Ids that a case brings are shown as they are; others get a name when they are first seen. */
function naming(given, spans) {
  const names = new Map()
  const count = { trace: 0, span: 0 }
  const name = (id, kind) => {
    if (given.includes(id.toLowerCase())) return id
    if (!names.has(id)) names.set(id, `<${kind} ${++count[kind]}>`)
    return names.get(id)
  }
  for (const { kind, id, traceId } of inOrder(spans)) {
    name(traceId, 'trace')
    const label = labels[kind]
    names.set(id, [...names.values()].includes(`<${label}>`) ? `<${label} 2>` : `<${label}>`)
  }
  return (value) =>
    value
      .replace(/\b([0-9a-f]{8}-[0-9a-f]{4}-)(.)([0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi, (id, start, reason, end) =>
        given.includes(start.toLowerCase()) && given.includes(end.toLowerCase()) ? id : `<uuid, reason ${reason}>`,
      )
      .replace(/\b[0-9a-f]{32}\b/g, (id) => name(id, 'trace'))
      .replace(/\b[0-9a-f]{16}\b/g, (id) => name(id, 'span'))
}

const shortened = (value) => (value.length > 200 ? `${value.slice(0, 40)}... (${value.length} bytes)` : value)

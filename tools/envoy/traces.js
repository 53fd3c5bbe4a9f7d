// Spans -> traces -> trees, and what is broken about them.

/** @typedef {import('./collector.js').Span} Span */

/** @typedef {{ span: Span, children: Branch[] }} Branch */

/**
 * @param {readonly Span[]} spans
 * @returns {Span[][]} the spans as an array of arrays, one per trace id, in order of arrival
 */
export function groupByTrace(spans) {
  const traces = new Map()
  for (const span of spans) {
    const trace = traces.get(span.traceId)
    if (trace) trace.push(span)
    else traces.set(span.traceId, [span])
  }
  return [...traces.values()]
}

/**
 * Puts the spans of one trace in a tree.
 * @param {readonly Span[]} trace
 * @returns `roots`: trees of `{ span, children }`; a whole trace has one. `orphans`: the roots among them whose span names a parent that was not reported. `whole`: one tree, from a true root, and every span is in it exactly once
 */
export function growTree(trace) {
  /** @type {Map<string | undefined, Branch>} */
  const nodes = new Map(trace.map((span) => [span.id, { span, children: [] }]))
  /** @type {Branch[]} */
  const roots = []
  for (const node of nodes.values()) {
    const parent = nodes.get(node.span.parentId)
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  for (const node of nodes.values()) node.children.sort((a, b) => a.span.timestamp - b.span.timestamp)
  const orphans = roots.filter((root) => root.span.parentId)
  const reached = roots.reduce((sum, root) => sum + size(root), 0) // spans in a circle are in no tree
  return { roots, orphans, whole: roots.length === 1 && orphans.length === 0 && reached === trace.length }
}
/**
 * @param {Branch} node
 * @returns {number}
 */

function size(node) {
  return node.children.reduce((sum, child) => sum + size(child), 1)
}

/**
 * Whose sidecar reported it. Istio adds the namespace: `orders.shop`.
 * @param {Partial<Span>} span
 */
export function serviceOf(span) {
  return span.localEndpoint?.serviceName?.split('.')[0]
}

/**
 * The different x-request-ids that the Envoys noted on a trace's spans. The gateway's second span carries none.
 * @param {{ trace: readonly Span[] }} tree
 */
export function requestIdsOf({ trace }) {
  return [...new Set(trace.map((span) => span.tags?.['guid:x-request-id']).filter(Boolean))]
}

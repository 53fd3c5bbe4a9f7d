// Which service calls which, and what happened to the calls: the counts behind everything shown.

export interface Finding {
  count: number
  /** The rows of a few calls. */
  readonly examples: number[]
}

export interface Edge {
  readonly from: number
  readonly to: number
  /** Calls that are judged: whole or broken. */
  judged: number
  whole: number
  /** All of them. */
  seen: number
  /** By the id of a kind. */
  readonly findings: Map<string, Finding>
  /** Rows of calls without a request, kept until it is known whether requests cause them. */
  readonly lost: number[]
  /** Rows of calls that began after their request. */
  readonly late: number[]
  /** The break is between the two sidecars. */
  readonly between: Finding
}

export interface Edges {
  of(from: number, to: number): Edge
  all(): Iterable<Edge>
}

const MOST_EDGES = 200_000

export function createEdges(): Edges {
  const edges = new Map<string, Edge>()
  return {
    of(from, to) {
      const key = edges.size < MOST_EDGES ? `${from} ${to}` : `${from}`
      const known = edges.get(key)
      if (known !== undefined) return known
      const made: Edge = {
        ...{ from, to, judged: 0, whole: 0, seen: 0 },
        ...{ findings: new Map(), lost: [], late: [], between: { count: 0, examples: [] } },
      }
      edges.set(key, made)
      return made
    },
    all: () => edges.values(),
  }
}

/** Counts one more of a finding. */
export function count(finding: Finding, row: number): void {
  finding.count++
  if (finding.examples.length < 3) finding.examples.push(row)
}

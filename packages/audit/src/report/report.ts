// The audit's result as data: all output, in any format, comes only from this.
import type { Edge, Finding } from '../judge/edges.ts'
import type { Verdict } from '../judge/judge.ts'
import { wilson } from '../judge/wilson.ts'
import { kinds } from '../kinds.ts'
import { is } from '../model/flags.ts'
import { idText } from '../model/ids.ts'
import { nameOf } from '../model/name-text.ts'
import type { Table } from '../model/table.ts'
import { agentsOf } from './agents.ts'
import { label } from './label.ts'
import { clientOf, unknownClient } from './languages.ts'
import type { Read, Report, ShownEdge, ShownKind, Workload } from './shape.ts'

export const twoTracers = {
  id: 'two-tracers',
  title: 'two tracers',
  rule: "The spans of the caller's and the callee's sidecar belong to one request but are in two traces: their tracers do not read each other's headers.",
} as const

export function reportOf(verdict: Verdict, read: Read, notes: readonly string[]): Report {
  const { table, edges } = verdict
  const byWorkload = new Map<number, Edge[]>([...verdict.requests.keys()].map((workload) => [workload, []]))
  for (const edge of edges.all()) byWorkload.set(edge.from, [...(byWorkload.get(edge.from) ?? []), edge])
  const agents = agentsOf(table)
  const workloads = Array.from(byWorkload, ([number, own]) => workloadOf(number, own, verdict, agents.get(number)))
  return {
    workloads: workloads.sort(worstFirst),
    edges: [...edges.all()].map((edge) => edgeOf(edge, table)),
    read,
    notes,
  }
}

function workloadOf(number: number, edges: readonly Edge[], verdict: Verdict, agent: string | undefined): Workload {
  const { table, requests, gateways } = verdict
  const { name, namespace } = nameOf(table.workloads.text(number))
  const sum = (of: (edge: Edge) => number) => edges.reduce((all, edge) => all + of(edge), 0)
  const [calls, forwarded, seen] = [sum(({ judged }) => judged), sum(({ whole }) => whole), sum((edge) => edge.seen)]
  const shown = kinds.flatMap((kind) => {
    const found = edges.flatMap(({ findings }) => findings.get(kind.id) ?? [])
    return found.length === 0 ? [] : [{ kind, ...merged(found) }]
  })
  const side = (breaks: boolean) =>
    shown.filter(({ kind }) => kind.breaks === breaks).map(({ kind, ...found }) => shownKind(kind, found, table))
  const verdictOf = (): Workload['verdict'] => {
    if (gateways.has(number)) return 'gateway'
    if (!requests.has(number)) return 'edge'
    if (seen === 0) return 'leaf'
    if (calls === 0) return 'cannot tell'
    return forwarded < calls ? 'breaks' : 'whole'
  }
  const word = verdictOf()
  return {
    name,
    namespace,
    verdict: word,
    requests: requests.get(number) ?? 0,
    calls,
    forwarded,
    share: calls === 0 ? undefined : forwarded / calls,
    interval: calls === 0 ? undefined : wilson(forwarded, calls),
    kinds: side(true).sort((a, b) => b.count - a.count),
    apart: side(false),
    cure: word === 'breaks' ? ((agent === undefined ? undefined : clientOf(agent)) ?? unknownClient) : undefined,
  }
}

function merged(found: readonly Finding[]): Finding {
  return {
    count: found.reduce((sum, one) => sum + one.count, 0),
    examples: found.flatMap(({ examples }) => examples).slice(0, 3),
  }
}

function shownKind(
  { id, title }: { id: string; title: string },
  { count, examples }: Finding,
  table: Table,
): ShownKind {
  const ids = (column: Uint32Array, has: number, odd: number) =>
    examples.flatMap((row) => {
      if ((table.flags[row]! & has) === 0 || (table.flags[row]! & odd) !== 0) return []
      const [a = 0, b = 0, c = 0, d = 0] = column.subarray(row * 4, row * 4 + 4)
      return [idText(a, b, c, d)]
    })
  const requestIds = ids(table.request, is.hasRequestId, is.oddRequest)
  return { id, title, count, traces: ids(table.trace, is.hasTrace, is.oddTrace), requestIds: requestIds.map(asUuid) }
}

function asUuid(text: string): string {
  return text.length === 32 ? text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : text
}

function edgeOf(edge: Edge, table: Table): ShownEdge {
  const { from, to, seen, judged, whole, findings, between } = edge
  return {
    from: plainName(table, from),
    to: plainName(table, to) || '(unknown)',
    calls: seen,
    judged,
    forwarded: whole,
    kinds: kinds.flatMap((kind) => {
      const found = findings.get(kind.id)
      return kind.breaks && found !== undefined ? [shownKind(kind, found, table)] : []
    }),
    between: between.count === 0 ? undefined : shownKind(twoTracers, between, table),
  }
}

/** As people write it: `orders.shop`. */
function plainName({ workloads }: Table, number: number): string {
  return label(nameOf(workloads.text(number)))
}

const order: readonly Workload['verdict'][] = ['breaks', 'cannot tell', 'whole', 'leaf', 'gateway', 'edge']

/** By kind, then by how many traces it breaks. */
function worstFirst(a: Workload, b: Workload): number {
  const byVerdict = order.indexOf(a.verdict) - order.indexOf(b.verdict)
  if (byVerdict !== 0) return byVerdict
  const broken = b.calls - b.forwarded - (a.calls - a.forwarded)
  return broken || (label(a) < label(b) ? -1 : 1)
}

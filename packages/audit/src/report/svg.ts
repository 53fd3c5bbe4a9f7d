// The drawing of calls between services: services in columns by distance from the edge, broken calls in red.
import { type Escaped, html, raw } from './escape.ts'
import type { Report, ShownEdge } from './shape.ts'
import { isBroken } from './tree.ts'

const [width, height, gapX, gapY] = [170, 34, 90, 18]
/** A larger drawing is unreadable; the table has all services. */
const MOST_EDGES = 300

interface Place {
  readonly x: number
  readonly y: number
}

export function drawingOf({ edges, workloads }: Report): Escaped {
  const drawn = [...edges]
    .sort((a, b) => Number(isBroken(b)) - Number(isBroken(a)) || b.calls - a.calls)
    .slice(0, MOST_EDGES)
  const places = placesOf(drawn)
  const broken = new Set(drawn.filter(isBroken).map(({ from }) => from))
  const right = Math.max(0, ...Array.from(places.values(), ({ x }) => x)) + width + 10
  const bottom = Math.max(0, ...Array.from(places.values(), ({ y }) => y)) + height + 10
  const lines = drawn.map((edge) => line(edge, places))
  const boxes = Array.from(places, ([name, place]) => box(name, place, broken.has(name)))
  return html`<svg viewBox="0 0 ${right} ${bottom}" width="${right}" height="${bottom}" role="img" aria-label="Calls between services, ${workloads.length} workloads">
<defs>
<marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="tip"/></marker>
<marker id="b" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" class="tip bad"/></marker>
</defs>
${lines}${boxes}</svg>`
}

/** Columns by the shortest path from a service without callers. */
function placesOf(edges: readonly ShownEdge[]): Map<string, Place> {
  const called = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to))
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))]
  const depth = new Map<string, number>()
  const out = new Map<string, string[]>()
  for (const { from, to } of edges) out.set(from, [...(out.get(from) ?? []), to])
  const roots = names.filter((name) => !called.has(name))
  for (const start of [...roots, ...names]) {
    if (depth.has(start)) continue
    depth.set(start, 0)
    const queue = [start]
    for (let i = 0; i < queue.length; i++) {
      for (const to of out.get(queue[i]!) ?? []) {
        if (depth.has(to)) continue
        depth.set(to, depth.get(queue[i]!)! + 1)
        queue.push(to)
      }
    }
  }
  const columns = new Map<number, string[]>()
  for (const name of names) {
    const column = depth.get(name) ?? 0
    columns.set(column, [...(columns.get(column) ?? []), name])
  }
  const tallest = Math.max(0, ...Array.from(columns.values(), (column) => column.length))
  return new Map(
    Array.from(columns).flatMap(([column, inIt]) =>
      inIt.map((name, row) => {
        const y = 5 + (row + (tallest - inIt.length) / 2) * (height + gapY)
        return [name, { x: 5 + column * (width + gapX), y }] as const
      }),
    ),
  )
}

function box(name: string, { x, y }: Place, isBad: boolean): Escaped {
  const short = name.length > 24 ? `${name.slice(0, 23)}…` : name
  return html`<g><title>${name}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" class="${isBad ? 'box bad' : 'box'}"/><text x="${x + width / 2}" y="${y + height / 2 + 4}" text-anchor="middle">${short}</text></g>
`
}

function line(edge: ShownEdge, places: Map<string, Place>): Escaped {
  const from = places.get(edge.from)!
  const to = places.get(edge.to)!
  const isBad = isBroken(edge)
  const isBetween = edge.between !== undefined
  const [x1, y1] = [from.x + width, from.y + height / 2]
  const [x2, y2] = [to.x, to.y + height / 2]
  // Back, or to itself: around the outside.
  const bend = x2 > x1 ? (x2 - x1) / 2 : 60
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  const label = edge.judged > 0 ? `${edge.forwarded}/${edge.judged}` : `${edge.calls}`
  const title = `${edge.from} → ${edge.to}: ${label}${isBad ? `, ${edge.kinds.map(({ title }) => title).join(', ')}` : ''}`
  return html`<g><title>${title}</title><path d="${path}" class="${isBad ? 'call bad' : isBetween ? 'call warn' : 'call'}" marker-end="url(#${raw(isBad ? 'b' : 'a')})"/>${
    isBad ? html`<text x="${x1 + 8}" y="${y1 - 6}" class="count">${label}</text>` : ''
  }</g>
`
}

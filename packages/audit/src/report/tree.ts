// The calls between services as a tree. A service with several callers is expanded only the first time.
import type { Report, ShownEdge } from './shape.ts'

export interface Line {
  /** What is drawn before the name. */
  readonly indent: string
  readonly name: string
  readonly edge: ShownEdge | undefined
  /** It is expanded elsewhere. */
  readonly isAgain: boolean
}

/** A larger drawing is unreadable. */
const MOST_LINES = 400

export function treeOf({ edges }: Pick<Report, 'edges'>): readonly Line[] {
  const out = new Map<string, ShownEdge[]>()
  const called = new Set<string>()
  for (const edge of [...edges].sort((a, b) => b.calls - a.calls)) {
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge])
    if (edge.from !== edge.to) called.add(edge.to)
  }
  const lines: Line[] = []
  const drawn = new Set<string>()
  // Services without callers come first; only circles are left then.
  for (const root of [...out.keys()].sort((a, b) => Number(called.has(a)) - Number(called.has(b)))) {
    if (drawn.has(root)) continue
    lines.push({ indent: '', name: root, edge: undefined, isAgain: false })
    draw(root)
  }
  return lines.slice(0, MOST_LINES)

  /** Not recursive: a hostile file has chains of any length. */
  function draw(root: string): void {
    const stack: { edge: ShownEdge; indent: string; isLast: boolean }[] = []
    const open = (name: string, indent: string) => {
      drawn.add(name)
      const edges = out.get(name) ?? []
      for (let i = edges.length - 1; i >= 0; i--)
        stack.push({ edge: edges[i]!, indent, isLast: i === edges.length - 1 })
    }
    open(root, '')
    for (let next = stack.pop(); next !== undefined && lines.length < MOST_LINES; next = stack.pop()) {
      const { edge, indent, isLast } = next
      const isAgain = drawn.has(edge.to) && out.has(edge.to)
      lines.push({ indent: `${indent}${isLast ? '└─ ' : '├─ '}`, name: edge.to, edge, isAgain })
      if (!drawn.has(edge.to)) open(edge.to, `${indent}${isLast ? '   ' : '│  '}`)
    }
  }
}

export function isBroken({ judged, forwarded }: ShownEdge): boolean {
  return forwarded < judged
}

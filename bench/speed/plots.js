// Curves of cost against size, as SVG files: one color for each contender, the same in every plot, on white and on black.
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

const COLORS = {
  bare: '#7a7a7a',
  'hand-written': '#2b7bc0',
  traceferry: '#2a9134',
  'OpenTelemetry, propagators': '#d4690a',
  'dd-trace': '#9a6fd0',
}

/** The page around a picture may be dark: its lines and words follow what the reader's system asks for. */
const SCHEMES =
  'svg { background: #ffffff; color: #1d2939 } @media (prefers-color-scheme: dark) { svg { background: #1b1f27; color: #f2f4f8 } }'

/** The text of an SVG file. `curves` is `{ [contender]: [[size, figure], ...] }`; `title` says what the size is. */
export function plot(curves, { title, unit }) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const scale = unit === 'instructions' ? 1_000_000 : 1024
  const points = Object.entries(curves).flatMap(([name, curve]) =>
    curve.map(([size, figure]) => ({ name, size, cost: figure / scale })),
  )
  const names = Object.keys(curves)
  const ends = names.map((name) => points.filter((point) => point.name === name).at(-1))
  const channels = { x: 'size', y: 'cost', stroke: 'name' }
  const svg = Plot.plot({
    document,
    width: 800,
    height: 360,
    marginRight: 200,
    marginBottom: 45,
    style: { background: 'none', color: 'inherit', fontFamily: 'sans-serif', fontSize: '12px' },
    x: { label: title, labelAnchor: 'center', grid: true },
    y: {
      label: unit === 'instructions' ? 'million instructions per request' : 'KiB per request',
      grid: true,
      zero: true,
    },
    color: { domain: names, range: names.map((name) => COLORS[name] ?? 'currentColor') },
    marks: [
      Plot.ruleY([0]),
      Plot.line(points, channels),
      Plot.dot(points, { ...channels, fill: 'name', r: 3 }),
      Plot.text(spread(ends), { x: 'size', y: 'cost', text: 'name', fill: 'name', textAnchor: 'start', dx: 8 }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', `Cost of a request against ${title}`)
  return `${withSchemes(svg.outerHTML)}\n`
}

function withSchemes(svg) {
  const plain = svg.replace(/ ?(?:background: ?none|color: ?inherit);/g, '')
  return plain.replace('>', `><style>${SCHEMES}</style>`)
}

/** Labels of curves that end close to each other would lie on one another: each keeps a line's distance. */
function spread(ends) {
  const highest = Math.max(...ends.map(({ cost }) => cost))
  const line = highest / 20
  let last = Number.NEGATIVE_INFINITY
  return [...ends]
    .sort((one, other) => one.cost - other.cost)
    .map((end) => {
      last = Math.max(end.cost, last + line)
      return { ...end, cost: last }
    })
}

// The tables of docs/first-use.md that `npm run tool -- first-use` makes.
import { markdown, replaced } from './markers.js'

export const folderHead = [
  'folder',
  'Node',
  'install, s',
  'build, s',
  'test, s',
  'first request, s',
  'together, s',
  'ids on the wire',
  'suite green',
  'red without the line',
]

/** The page with these tables updated: what was not run stays unchanged. */
export function page(text, rows, date) {
  const about = `Done by \`npm run tool -- first-use\` on ${date}, on Node ${process.versions.node}.`
  const parts = []
  if (rows.starts.length > 0) parts.push(['first use', startTable(rows.starts)])
  if (rows.folders.length > 0) parts.push(['folders', folderTable(rows.folders)])
  return parts.reduce((page, [name, table]) => replaced(page, name, `${about}\n\n${table}`), text)
}

/** What a row of a folder says, without its name. */
export function cellsOf({ node, steps, wire, green, red }) {
  const sum = (...kinds) =>
    steps.filter(({ kind }) => kinds.includes(kind)).reduce((total, { seconds }) => total + seconds, 0)
  const times = [sum('install'), sum('build'), sum('test'), sum('ask'), sum('install', 'build', 'test', 'ask')]
  return [node, ...times.map((time) => time.toFixed(1)), ...[wire, green, red].map((right) => (right ? 'yes' : 'NO'))]
}

function startTable(rows) {
  const cells = rows.map(({ name, page, packages, shown, seconds, faults }) => [
    `[${name}](${page === 'README.md' ? '../README.md#the-one-line' : `../${page}`})`,
    `\`npm install ${packages.join(' ')}\``,
    `\`${shown}\``,
    ...[seconds.install, seconds.answer, seconds.total].map((time) => time.toFixed(1)),
    faults.length === 0 ? 'yes' : 'NO',
  ])
  const head = [
    'framework',
    'installed',
    'started',
    'until installed, s',
    'until the headers arrived, s',
    'together, s',
  ]
  return markdown([...head, 'at the first try'], cells)
}

function folderTable(rows) {
  const link = ({ about, page, parts = [] }) => {
    const anchor = parts.length > 0 ? `#${parts.at(-1).toLowerCase()}` : ''
    return `[${about}](${page.replace(/^docs\//, '')}${anchor})`
  }
  return markdown(
    folderHead,
    rows.map((row) => [link(row), ...cellsOf(row)]),
  )
}

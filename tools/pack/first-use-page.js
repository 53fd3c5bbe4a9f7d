// The first table of docs/first-use.md, from the rows of `npm run tool -- first-use`.
import { markdown, replaced } from './markers.js'

/** The page with that table anew. */
export function page(text, rows, date) {
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
  const table = markdown([...head, 'at the first try'], cells)
  const about = `Done by \`npm run tool -- first-use\` on ${date}, on Node ${process.versions.node}.`
  return replaced(text, 'first use', `${about}\n\n${table}`)
}

// docs/context.md: what was measured, as a table of doors and clients.
import { explained } from './coverage.js'
import { readDoors } from './doors.js'
import { explainedBy } from './limits.js'
import { merged, totals } from './rows.js'

const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
const number = (n) => n.toLocaleString('en-US')
const aliases = { 'types-node26': '@types/node', undici6: 'undici', undici7: 'undici', undici8: 'undici' }

/** The page, from reports of the line and of the naive injector on the same Nodes. */
export function page(reports, naive) {
  const versions = Object.entries(readDoors().versions).map(([name, version]) => `${aliases[name] ?? name} ${version}`)
  return `# Whose ids a call carries

Made by \`npm run tool -- context --write\` on ${new Date().toISOString().slice(0, 10)}, on Node ${reports.map(({ version }) => version).join(', ')}.

Many requests at once each make a call, and another one from every callback of that call, of its body, of its answer, and of the
answer to the request itself. What arrives on the wire is compared with the id of the request: it is its own, there is
none, or it is another's. Beside it stands what an AsyncLocalStorage of the app's own had in the same place at the same
moment, and what an injector does that reads such a storage when a call goes out.

${sums(reports, naive)}

Wrong is a failure everywhere. None is one where the app's own storage has the id: lost, or limited, where one of the limits
below explains it.

## The doors

They are not listed by hand. [doors.json](../tools/context/doors.json) is made from the types of
${versions.slice(0, -1).join(', ')} and ${versions.at(-1)}: every event, every callback of a method, every function among
the options, every body that is read while it is sent, and every promise of an answer. A door that was not gone through,
and is not explained below, fails the run. So does one that is in no type.

## The states

- idle: sockets are free, or a session was opened outside of any request.
- saturated: few sockets or streams are allowed, and calls wait for each other.
- closing: the upstream closes after each answer, or sends the session away.
- reset: it resets some calls, before and within their answers.
- cold: all start at once, on a pool or session that the first of them makes.
- warm: the pool or session was made and opened by another request.
- before: it was opened and used, and the functions were taken out of their modules, before the line.
- pipelined: several requests wait on one connection.
- retry, composed, h2: undici's RetryAgent, its interceptor, and one HTTP/2 session.

## What each door had

A row is a client and a door, with all of its states. Counts stand where not all calls were own. The last two columns are of
all Nodes together.

${table(reports, naive)}

## Limits

Calls that carried nothing, where the app's own storage had an id:

${list([...explainedBy(reports)].map(([why, calls]) => `${why} (${number(calls)} calls)`))}

## Not driven, and why

${list(explained().map(({ why, doors }) => `${why}: ${doors.map((each) => `\`${each}\``).join('; ')}`))}

## What this cannot prove

- Callbacks that an app or a library keeps in a queue of its own, and calls later from somewhere else: nothing there is an
  object of a call.
- What arrives on a connection that requests share, before one of them has it: a session's own events, a server's sockets.
- Types say which callbacks there are, not which events come without a type. The few that are known are in
  [objects.js](../tools/context/doors/objects.js).
`
}

const list = (rows) => (rows.length === 0 ? 'None.' : rows.map((row) => `- ${row}`).join('\n'))

function sums(reports, naive) {
  const head = [
    'Node',
    'cells',
    'calls',
    'own',
    'none',
    'wrong',
    'lost',
    'limited',
    "app's own storage wrong",
    'naive injector wrong',
  ]
  const rows = reports.map((report) => {
    const { own, none, wrong, lost, limited, alsWrong } = totals(report)
    const other = naive.find(({ node }) => node === report.node)
    const counts = [report.cells.size, own + none + wrong, own, none, wrong, lost, limited, alsWrong]
    return line([report.version, ...counts.map(number), other ? number(totals(other).wrong) : '-'])
  })
  return [line(head), line(head.map(() => '---')), ...rows].join('\n')
}

function table(reports, naive) {
  const ours = reports.map(merged)
  const theirs = naive.map(merged)
  const keys = [...new Set(ours.flatMap((rows) => [...rows.keys()]))].sort()
  const head = ['client', 'door', ...reports.map(({ node }) => node), "app's own storage", 'naive injector']
  const rows = keys.map((key) => {
    const [client, door] = key.split('\t')
    const cells = ours.map((rows) => verdict(rows.get(key)))
    const storage = kinds(ours.map((rows) => rows.get(key)).map((c) => c && [c.alsOwn, c.alsNone, c.alsWrong]))
    const injector = kinds(theirs.map((rows) => rows.get(key)).map((c) => c && [c.own, c.none, c.wrong]))
    return line([client, `\`${door}\``, ...cells, storage, injector])
  })
  return [line(head), line(head.map(() => '---')), ...rows].join('\n')
}

/** `own`, or what there was instead, with counts; `-` where the door is not there, or told nothing. */
function verdict(cell) {
  if (cell === undefined) return '-'
  const { own, none, wrong } = cell
  const parts = Object.entries({ own, none, wrong }).filter(([, count]) => count > 0)
  return parts.length === 1 ? parts[0][0] : parts.map(([name, count]) => `${name} ${count}`).join(', ')
}

/** Which there were, without counts: that a storage is wrong at times is what matters of it. */
function kinds(all) {
  const seen = all.filter((counts) => counts !== undefined)
  const names = ['own', 'none', 'wrong'].filter((_, i) => seen.some((counts) => counts[i] > 0))
  return names.length === 0 ? '-' : names.join(', ')
}

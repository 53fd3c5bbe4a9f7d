// docs/context.md: what was measured, as a table of doors and clients.
import { explained } from './coverage.js'
import { readDoors } from './doors.js'
import { explainedBy } from './limits.js'
import { merged, totals } from './rows.js'

const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
const number = (n) => n.toLocaleString('en-US')

/** `own`, or what there was instead, with counts. */
function verdict(own, none, wrong) {
  const parts = [
    ['own', own],
    ['none', none],
    ['wrong', wrong],
  ].filter(([, count]) => count > 0)
  if (parts.length === 1) return parts[0][0]
  return parts.map(([name, count]) => `${name} ${count}`).join(', ')
}

/** The page, from reports of the line and of the naive injector on the same Nodes. */
export function page(reports, naive) {
  const { versions } = readDoors()
  return `# Whose ids a call carries

Made by \`npm run test:context -- --write\` on ${new Date().toISOString().slice(0, 10)}, on Node ${reports.map(({ version }) => version).join(', ')}.

A request of many at once makes a call, and from every callback of that call, of its body, of its answer, and of the answer
to the request itself, makes another one. What arrives on the wire is compared with the id of the request: it is its own,
there is none, or it is another's. Beside it stands what an AsyncLocalStorage of the app's own had in the same place at the
same moment, and what an injector does that reads such a storage when a call goes out.

${sums(reports, naive)}

Wrong is a failure everywhere. None is one where the app's own storage has the id (lost), but for what the limits below
explain (limited).

## The doors

They are not listed by hand: [doors.json](../packages/testkit/context/doors.json) is made from the types of
${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(
    ', ',
  )}: every event, every callback of a method, every function among the options, every body that is read while it
is sent. A door that was not gone through, and is not explained below, fails the run.

## The states

idle: sockets are free, or a session was opened outside of any request. saturated: few sockets or streams are allowed, and calls
wait. closing: the upstream closes after each answer. reset: it resets some. cold: all start at once on a pool that
the first of them makes. warm: the pool or session was made and opened by another request. before: it was opened, and the functions taken,
before the line. pipelined: several on a connection. retry, composed: undici's RetryAgent and its interceptor. h2: undici over one HTTP/2 session.

## What each door had

A row is a client and a door, all of its states together; Nodes that agree share a row.

${table(reports, naive)}

## Limits

Calls that carried nothing, where the app's own storage had an id of some request, and should:

${[...explainedBy(reports)].map(([why, calls]) => `- ${why} (${number(calls)} calls)`).join('\n')}

## Not driven, and why

${explained()
  .map(({ why, names }) => `- ${why}: ${names.map((name) => `\`${name}\``).join(', ')}`)
  .join('\n')}

## What this cannot prove

- Callbacks that an app or a library keeps in a queue of its own, and calls later from somewhere else: nothing there is an
  object of a call.
- What arrives on a connection that requests share before one of them has it: a session's own events, a server's sockets.
- Types say which callbacks there are, not which events come without a type. The few that are known are in
  [objects.js](../packages/testkit/context/doors/objects.js).
`
}

function sums(reports, naive) {
  const head = [
    'Node',
    'cells',
    'calls',
    'own',
    'none',
    'wrong',
    'lost',
    'by a limit below',
    "app's own storage wrong",
    'naive injector wrong',
  ]
  const rows = reports.map((report) => {
    const { own, none, wrong, lost, limited, alsWrong } = totals(report)
    const other = naive.find(({ version }) => version === report.version)
    const counts = [
      report.cells.size,
      own + none + wrong,
      own,
      none,
      wrong,
      lost,
      limited,
      alsWrong,
      other ? totals(other).wrong : '-',
    ]
    return line([report.version, ...counts.map((n) => (typeof n === 'number' ? number(n) : n))])
  })
  return [line(head), line(head.map(() => '---')), ...rows].join('\n')
}

function table(reports, naive) {
  const rows = new Map()
  for (const report of reports) {
    const other = naive.find(({ version }) => version === report.version)
    const theirs = other ? merged(other) : new Map()
    for (const [key, cell] of merged(report)) {
      const bare = theirs.get(key)
      const shown = [
        verdict(cell.own, cell.none, cell.wrong),
        kinds(cell.alsOwn, cell.alsNone, cell.alsWrong),
        bare ? kinds(bare.own, bare.none, bare.wrong) : '-',
      ]
      const text = [key, ...shown].join('\t')
      rows.set(text, [...(rows.get(text) ?? []), report.node])
    }
  }
  const head = ['client', 'door', 'Node', 'with the line', "app's own storage", 'naive injector']
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, nodes]) => {
      const [client, door, ...cells] = text.split('\t')
      return line([client, `\`${door}\``, nodes.join(', '), ...cells])
    })
  return [line(head), line(head.map(() => '---')), ...lines].join('\n')
}

/** Which there were, without counts: that a storage is wrong at times is what matters of it. */
function kinds(own, none, wrong) {
  return Object.entries({ own, none, wrong })
    .filter(([, count]) => count > 0)
    .map(([name]) => name)
    .join(', ')
}

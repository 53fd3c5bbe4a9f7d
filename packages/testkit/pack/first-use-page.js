// docs/first-use.md, from the rows of `npm run first-use`.
export function page(rows, date) {
  const cells = rows.map(({ name, page, packages, flags, seconds, faults }) => [
    `[${name}](${page === 'README.md' ? '../README.md#the-one-line' : `../${page}`})`,
    `\`npm install ${packages.join(' ')}\``,
    `\`node ${[...flags, 'app.mjs'].join(' ')}\``,
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
  const lines = [[...head, 'at the first try'], [...head, ''].map(() => '---'), ...cells]
  return `# First use

From an empty folder to the first request whose headers arrive at the service that it calls, by the documentation alone:
\`npm init -y\`, \`npm install\`, the program of the page word for word as \`app.mjs\`, one request with the ids that a sidecar sends.
Done by \`npm run first-use\` on ${date}, on Node ${process.versions.node} with 2 cores that had other work, the
packages as tarballs, npm's cache as it was. The host \`orders\` and the port are replaced by some of this machine.

${lines.map((line) => `| ${line.join(' | ')} |`).join('\n')}
`
}

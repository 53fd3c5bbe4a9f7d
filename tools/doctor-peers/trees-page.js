// Writes docs/doctor-trees.md: the public trees, and each distinct error on them with a verdict.

export function treesPage(rows) {
  const there = rows.filter(({ missing }) => !missing)
  const errors = there.flatMap((row) => row.errors.map((error) => ({ tree: row.name, ...error })))
  const edits = there.flatMap((row) => row.edits.map((edit) => ({ tree: row.name, ...edit })))
  const sum = (some) => some.reduce((all, edit) => all + edit.count, 0)
  const wrong = sum(edits.filter((one) => one.verdict !== 'right'))
  const count = (verdict) => errors.filter((one) => one.verdict === verdict).length
  const objects = there.reduce((sum, row) => sum + row.objects, 0)
  return `# The doctor on public trees

\`npm run tool -- doctor-peers\` writes this page. It fetches ${there.length} public trees of manifests as Go modules, and runs the doctor on them as
they are, with \`--mesh istio@1.30,linkerd@2.20\`. It fails on a crash, and on an error that nobody has read and judged.

${objects.toLocaleString('en-US')} objects, ${errors.length} distinct errors: ${count('true')} true, ${count('arguable')} arguable, ${count('false')} false. True means that a mesh
would break calls as the finding says, if this were deployed as it is; many of these trees are tests, and some are wrong on purpose.

These trees mended the rules while they were written. False were: a list of listen addresses of which a shell fills in one; a pod in the
host's network; the protocol "all" of Istio's own port 15008; "HTTP" in upper case, which Linkerd reads; a name that differs by its number
(\`echo-v3\`, \`echo-v1\`) taken for a mistyped one; a port that a patch of Kustomize adds; a host with braces of a template; a namespace in
ambient mode whose other label asks for sidecars.

| Tree | Module | Objects | Errors | Warnings | Notes |
|---|---|---|---|---|---|
${rows.map(line).join('')}
## Each distinct error

| Tree | Error | Verdict | Why |
|---|---|---|---|
${errors.map(({ tree, text, verdict, why }) => `| ${tree} | ${text.replaceAll('|', '\\|')} | ${verdict} | ${why} |\n`).join('')}
## What --fix writes there

On a copy of each tree \`--fix\` made ${sum(edits).toLocaleString('en-US')} edits, on ${new Set(edits.map(({ tree }) => tree)).size} of the trees: ${wrong} wrong. The copy was compared with the tree line by line:
no other byte changed, comments, line ends and a missing newline at the end included. An edit is right where the manifests beside it show
what the server speaks: each Service was read together with the containers behind it, their ports, images and probes; Mimir's 3,788, which
one program writes, by the kind of port and container.

These trees took rights from \`--fix\`: the name of a port is no proof any more where the container speaks of certificates, HTTP
probes are none where the container speaks of gRPC and has no port for it, and \`kubernetes.io/ws\` and \`grpc-web\` stay, which mean more
than \`http\` to some gateways. A chart took one more: it declares \`HTTP2\` on a port that serves gRPC over TLS, so \`grpc\` and \`http2\` become
\`kubernetes.io/h2c\` only where a gRPC probe asks the port.

| Tree | Edit | Times | Verdict | Why |
|---|---|---|---|---|
${edits.map(({ tree, text, count, verdict, why }) => `| ${tree} | \`${text}\` | ${count.toLocaleString('en-US')} | ${verdict} | ${why} |\n`).join('')}`
}

function line({ name, module, missing, objects, counts }) {
  const start = `| ${name} | \`${module}\` |`
  if (missing) return `${start} not fetched | | | |\n`
  return `${start} ${objects} | ${counts.error} | ${counts.warning} | ${counts.info} |\n`
}

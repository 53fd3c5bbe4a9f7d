// Writes docs/doctor-peers.md: the doctor beside Istio's analyzers, message by message, and each difference with its reason.
import { messages } from './rules-of-messages.js'

export function peersPage({ rows, more, differences, istioctl }) {
  const inScope = rows.filter(({ rules }) => rules)
  const found = inScope.filter(({ ours }) => ours.length > 0)
  return `# The doctor beside Istio's analyzers

\`npm run tool -- doctor-peers\` writes this page. It takes the test data of \`istioctl analyze\` from Istio's own Go module, and what Istio's
tests expect on each file. It runs the doctor on the same files (\`--mesh istio@1.31\`), and fails on a difference that has no reason here.

${rows.length} expected messages on objects, of ${new Set(rows.map(({ message }) => message)).size} kinds. ${inScope.length} of them are of kinds that the doctor has a rule for; it
says ${found.length} of these.

${aboutIstioctl({ rows, istioctl })}

## By message

| Message | Code | Level | Expected |${istioctl ? ' istioctl offline |' : ''} Rule | Said | Why not all |
|---|---|---|---|${istioctl ? '---|' : ''}---|---|---|
${byMessage(rows, istioctl)}
## What Istio expects and the doctor does not say

| Message | Object | File | Reason |
|---|---|---|---|
${differences.unsaid.map(({ row, why }) => `| ${row.message} | ${row.object} | ${short(row.files)} | ${why} |\n`).join('')}
## What the doctor says and Istio does not expect there

| Finding | File | Reason |
|---|---|---|
${differences.unexpected.map(({ one, why }) => `| ${cell(one.text)} | ${short(one.files)} | ${why} |\n`).join('')}
${more.length === 0 ? 'None.\n' : ''}${istioctl ? besideTests(differences.beside, istioctl) : ''}`
}

/** In sentences: what istioctl itself says, where it was run. */
export function aboutIstioctl({ rows, istioctl }) {
  if (!istioctl) return 'istioctl itself was not run for this page: `-- --istioctl` does that.'
  const { said, skipped, all } = istioctl
  const inScope = [...said].filter(({ rules }) => rules)
  const both = inScope.filter(({ ours }) => ours.length > 0)
  return `istioctl itself, built from the same module and run on the same files without a cluster (\`istioctl analyze --use-kube=false -A\`), says ${said.size} of
the ${rows.length}, and ${inScope.length} of those that the doctor has a rule for; ${both.length} of them the doctor says, too. It leaves out ${skipped.length} of its ${all.length} analyzers, as \`--verbose\` shows: those
that read Pods, Services, Deployments, Namespaces and other objects of Kubernetes.`
}

function besideTests(differences, { beside }) {
  const others = beside.filter(({ ours }) => ours === undefined)
  const kinds = [...new Set(others.map(({ message }) => message))]
  const agreed = beside.filter(({ ours }) => ours).length
  return `
## What istioctl says on these files beside what its tests expect

A case of its tests runs one analyzer, istioctl all of them: ${beside.length} more messages. ${agreed} of them the doctor says, too. For ${others.length} there is no rule:

${kinds.map((kind) => `- ${kind}, ${others.filter(({ message }) => message === kind).length}: ${messages[kind].why}\n`).join('')}
These are left:

| Message | Object | File | Says | Reason |
|---|---|---|---|---|
${differences.map(({ one, why }) => `| ${one.message} | ${one.object} | ${short(one.files)} | ${cell(one.text)} | ${why} |\n`).join('')}`
}

function byMessage(rows, istioctl) {
  const names = [...new Set(rows.map(({ message }) => message))]
  const lines = names.map((name) => {
    const all = rows.filter(({ message }) => message === name)
    const [{ code, level, rules, why }] = all
    const said = all.filter(({ ours }) => ours.length > 0).length
    const ids = rules?.map((id) => `[${id}](doctor.md#${id.toLowerCase()})`).join(', ') ?? ''
    const reason = rules ? (said === all.length ? '' : 'see below') : why
    return {
      isOurs: rules !== undefined,
      text: `| ${name} | ${code} | ${level} | ${all.length} |${istioctl ? ` ${all.filter((row) => istioctl.said.has(row)).length} |` : ''} ${ids} | ${rules ? said : ''} | ${reason} |\n`,
    }
  })
  return [...lines.filter(({ isOurs }) => isOurs), ...lines.filter(({ isOurs }) => !isOurs)]
    .map(({ text }) => text)
    .join('')
}

function short(files) {
  return files
    .split(' ')
    .map((file) => file.replace('testdata/', ''))
    .join(', ')
}

function cell(text) {
  return text.replaceAll('|', '\\|')
}

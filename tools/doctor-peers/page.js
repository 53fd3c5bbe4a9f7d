// Writes docs/doctor-peers.md: the doctor beside Istio's analyzers, message by message, and each difference with its reason.

export function peersPage({ rows, more, differences, istioctl }) {
  const inScope = rows.filter(({ rules }) => rules)
  const found = inScope.filter(({ ours }) => ours.length > 0)
  return `# The doctor beside Istio's analyzers

\`npm run tool -- doctor-peers\` writes this page. It takes the test data of \`istioctl analyze\` from Istio's own Go module, and what Istio's
tests expect on each file. It runs the doctor on the same files (\`--mesh istio@1.31\`), and fails on a difference that has no reason here.

${rows.length} expected messages on objects, of ${new Set(rows.map(({ message }) => message)).size} kinds. ${inScope.length} of them are of kinds that the doctor has a rule for; it
says ${found.length} of these. ${istioctl}

## By message

| Message | Code | Level | Expected | Rule | Said | Why not all |
|---|---|---|---|---|---|---|
${byMessage(rows)}
## What Istio expects and the doctor does not say

| Message | Object | File | Reason |
|---|---|---|---|
${differences.unsaid.map(({ row, why }) => `| ${row.message} | ${row.object} | ${short(row.files)} | ${why} |\n`).join('')}
## What the doctor says and Istio does not expect there

| Finding | File | Reason |
|---|---|---|
${differences.unexpected.map(({ one, why }) => `| ${cell(one.text)} | ${short(one.files)} | ${why} |\n`).join('')}
${more.length === 0 ? 'None.\n' : ''}`
}

function byMessage(rows) {
  const names = [...new Set(rows.map(({ message }) => message))]
  const lines = names.map((name) => {
    const all = rows.filter(({ message }) => message === name)
    const [{ code, level, rules, why }] = all
    const said = all.filter(({ ours }) => ours.length > 0).length
    const ids = rules?.map((id) => `[${id}](doctor.md#${id.toLowerCase()})`).join(', ') ?? ''
    const reason = rules ? (said === all.length ? '' : 'see below') : why
    return {
      isOurs: rules !== undefined,
      text: `| ${name} | ${code} | ${level} | ${all.length} | ${ids} | ${rules ? said : ''} | ${reason} |\n`,
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

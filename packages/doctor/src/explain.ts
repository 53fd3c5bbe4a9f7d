// Prints rules: one in full, all in a list, or all as a page.
import { DoctorError, quote } from './errors.ts'
import type { Colors } from './output/text.ts'
import type { Rule } from './rule.ts'
import { rules } from './rules.ts'
import { helpUri } from './version.ts'

/** The rule with this id, in upper or lower case. Throws TF804. */
export function ruleOf(id: string): Rule {
  const rule = rules.find((one) => one.id === id.toUpperCase())
  if (rule) return rule
  throw new DoctorError(
    'TF804',
    `no rule ${quote(id)}`,
    `the rules are ${rules[0]!.id} to ${rules.at(-1)!.id}: traceferry doctor rules`,
  )
}

/** Why a rule exists, where it comes from, and how it looks before and after. */
export function explain(
  { id, severity, title, why, source, before, after }: Rule,
  { bold, red, green, dim }: Colors,
): string {
  const painted = (text: string, mark: string, paint: (text: string) => string) =>
    text
      .split('\n')
      .map((line) => paint(`  ${mark} ${line}`))
      .join('\n')
  return `${bold(`${id} ${title}`)} (${severity})

${whyOf(why)}

${dim('Before')}
${painted(before, '-', red)}
${dim('After')}
${painted(after, '+', green)}

Source: ${source}
${flagsIn(why)
  .map((flag) => `${flag} in the sidecar's access log: ${flags[flag]}\n`)
  .join('')}${helpUri(id)}
`
}

/** Envoy's words for what went wrong with a call, as its access log has them. */
const flags: Readonly<Record<string, string>> = {
  DC: 'the caller has hung up.',
  NC: 'the route leads to a cluster that does not exist.',
  UC: 'the connection to the app was closed while a request was on it.',
  UF: 'no connection to the app or the callee could be made.',
  UH: 'the callee has no endpoint that is healthy.',
  UO: 'a limit of the connection pool is reached.',
}

function flagsIn(why: string): string[] {
  return Object.keys(flags).filter((flag) => new RegExp(`\\bflag ${flag}\\b`).test(why))
}

/** The text without the indentation that it has in the source. */
function whyOf(why: string): string {
  return why.replace(/\n +/g, '\n')
}

export function listRules({ bold }: Colors): string {
  return rules.map(({ id, severity, title }) => `${bold(id)} ${severity.padEnd(7)} ${title}\n`).join('')
}

/** The rules as the page docs/doctor.md shows them: a table, and a section for each. */
export function rulesPage(): string {
  const rows = rules.map(({ id, severity, title }) => `| [${id}](#${id.toLowerCase()}) | ${severity} | ${title} |\n`)
  const sections = rules.map(({ id, severity, title, why, source, before, after }) => {
    return `### ${id}\n\n**${title}** (${severity}).\n\n${whyOf(why)}\n\n\`\`\`diff\n${marked('- ', before)}\n${marked('+ ', after)}\n\`\`\`\n\nSource: ${source}\n`
  })
  return `| Rule | Severity | What |\n|---|---|---|\n${rows.join('')}\n${sections.join('\n')}`
}

function marked(mark: string, text: string): string {
  return text.replace(/^/gm, mark)
}

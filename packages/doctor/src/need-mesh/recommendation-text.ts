// Prints a recommendation, as text and as JSON.
import { printable, printableJson } from '@traceferry/core/internal'
import type { DoctorError } from '../errors.ts'
import type { Colors } from '../output/text.ts'
import type { Answers } from './answers.ts'
import { featuresSource } from './facts.ts'
import { questions } from './questions.ts'
import type { Recommendation } from './recommendation.ts'

export type Origins = Readonly<Partial<Record<keyof Answers, 'manifests' | 'answers' | 'asked'>>>

export function recommendationText(
  result: Recommendation,
  answers: Answers,
  origins: Origins,
  { bold, dim, green, yellow }: Colors,
): string {
  const lines = [`${bold('Recommendation:')} ${green(result.advice)}`, '']
  for (const { question, reason, fact } of result.reasons) {
    lines.push(`  ${bold(question)}: ${printable(reason)}`)
    if (fact) lines.push(dim(`    ${fact.text} [${fact.source}; checked ${fact.checked}]`))
  }
  if (result.warnings.length > 0)
    lines.push('', bold('Watch out for'), ...result.warnings.map((text) => `  ${yellow('-')} ${printable(text)}`))
  if (result.flips.length > 0)
    lines.push('', bold('What would change it'), ...result.flips.map((text) => `  - ${text}`))
  lines.push('', bold('Answers'))
  for (const { id } of questions) {
    const value = answers[id]
    if (id === 'hostile') continue
    const shown =
      value === undefined
        ? dim('not answered')
        : Array.isArray(value)
          ? printable(value.join(', ')) || 'none'
          : printable(String(value))
    lines.push(`  ${id}: ${shown}${origins[id] ? dim(` (${origins[id]})`) : ''}`)
  }
  return `${lines.join('\n')}\n${dim(`Features: ${featuresSource}`)}\n`
}

export function recommendationJson(result: Recommendation, answers: Answers, origins: Origins): string {
  return `${printableJson({ version: 1, ...result, answers, origins }, 2)}\n`
}

/** What programs get when there is no recommendation. */
export function failedRecommendation(problems: readonly DoctorError[]): string {
  return `${printableJson({ version: 1, problems: problems.map(({ code, message }) => ({ code, message })) }, 2)}\n`
}

// Reads answers from a file.
import { parseDocument, YAMLParseError } from 'yaml'
import { DoctorError, quote } from '../errors.ts'
import { yamlProblem } from '../read/bad-yaml.ts'
import { failureText, readText } from '../read/read-text.ts'
import type { Answers } from './answers.ts'
import { questions } from './questions.ts'

/**
 * Reads answers from a YAML or JSON file: a map from question to answer. Throws TF806 for an unknown question or an invalid
 * answer, because a typo would otherwise count as no answer.
 */
export function readAnswers(file: string): Answers {
  let value: unknown
  try {
    const document = parseDocument(readText(file), { logLevel: 'silent', prettyErrors: false })
    if (document.errors[0]) throw document.errors[0]
    value = document.toJS() ?? {}
  } catch (error) {
    const problem = `cannot read the answers ${quote(file)}: ${error instanceof YAMLParseError ? yamlProblem(error) : failureText(error)}`
    throw new DoctorError('TF806', problem, 'give a YAML or JSON map from question to answer')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DoctorError('TF806', `${quote(file)} is not a map of answers`, 'write lines such as `services: 12`')
  }
  const answers: Record<string, unknown> = {}
  for (const [id, answer] of Object.entries(value)) {
    const question = questions.find((one) => one.id === id)
    if (question === undefined) {
      throw new DoctorError(
        'TF806',
        `unknown question ${quote(id)} in ${file}`,
        `the questions are ${questions.map((one) => one.id).join(', ')}`,
      )
    }
    answers[id] = question.read(answer)
  }
  return answers as Answers
}

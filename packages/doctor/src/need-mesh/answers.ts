import { parseDocument, YAMLParseError } from 'yaml'
import { DoctorError, show } from '../errors.ts'
import { readText, whyNot } from '../read/text.ts'
import { yamlProblem } from '../read/yaml.ts'
import type { Feature } from './facts.ts'
import { questions } from './questions.ts'

/** What is known about a system and its people. What is undefined nobody has answered. */
export interface Answers {
  /** How many people would own the mesh: install, upgrade, be woken up. */
  readonly owners?: number
  readonly services?: number
  readonly languages?: readonly string[]
  /** Running and upgrading open-source infrastructure. */
  readonly experience?: 'none' | 'some' | 'much'
  readonly platform?: 'kubernetes' | 'mixed' | 'other'
  /** Minor version of Kubernetes: 33 for 1.33. */
  readonly kubernetes?: number
  readonly features?: readonly Feature[]
  /** The least maturity that is acceptable. */
  readonly maturity?: 'stable' | 'beta' | 'alpha'
  /** Encryption between services is demanded by law, contract or policy. */
  readonly compliance?: boolean
  /** Room for latency, CPU and memory. */
  readonly budget?: 'tight' | 'normal'
  /** Workloads that need care in a mesh, with the reason. */
  readonly hostile?: readonly string[]
}

export type AnswerId = keyof Answers

/**
 * Answers from a YAML or JSON file: a map from question to answer. Throws TF806 for an unknown question or an answer that
 * does not fit, since a misspelt answer would silently count as none.
 */
export function readAnswers(file: string): Answers {
  let value: unknown
  try {
    const document = parseDocument(readText(file), { logLevel: 'silent', prettyErrors: false })
    if (document.errors[0]) throw document.errors[0]
    value = document.toJS() ?? {}
  } catch (error) {
    const problem = `cannot read the answers ${show(file)}: ${error instanceof YAMLParseError ? yamlProblem(error) : whyNot(error)}`
    throw new DoctorError('TF806', problem, 'give a YAML or JSON map from question to answer')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DoctorError('TF806', `${show(file)} is no map of answers`, 'write lines such as `services: 12`')
  }
  const answers: Record<string, unknown> = {}
  for (const [id, answer] of Object.entries(value)) {
    const question = questions.find((one) => one.id === id)
    if (question === undefined) {
      throw new DoctorError(
        'TF806',
        `unknown question ${show(id)} in ${file}`,
        `the questions are ${questions.map((one) => one.id).join(', ')}`,
      )
    }
    answers[id] = question.read(answer)
  }
  return answers as Answers
}

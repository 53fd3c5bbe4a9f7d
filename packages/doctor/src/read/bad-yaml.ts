// What the doctor says of a text that is not YAML: where, why, and what to do.
import { DoctorError } from '../errors.ts'
import { isTemplate } from './is-template.ts'
import { placeAt, type Source } from './source.ts'

/** The error for a text that is not YAML, with the place. */
export function badYaml(source: Source, offset: number, problem: string): DoctorError {
  const { line, column } = placeAt(source, offset)
  const at = `${source.file}:${line}:${column}`
  // kubectl reads the first one, and leaves the others out without a word.
  if (/flow-map-start at node end/.test(problem) && source.text.slice(0, offset).trimEnd().endsWith('}'))
    return new DoctorError(
      'TF803',
      `${at}: a second JSON value in one document`,
      'put --- between them, or make a List of them',
    )
  const cure = isTemplate(source.text) ? 'render it first (helm template, kustomize build)' : 'fix the YAML'
  return new DoctorError('TF803', `${at}: not YAML: ${problem}`, cure)
}

/** How many levels of lists and maps the doctor reads: many more than any manifest that people write. */
export const deepest = 200
export const tooDeep: string = `nested deeper than ${deepest} levels`

/** The parser's message without the text that it quotes, which may be a password. */
export function yamlProblem({ code, message }: { readonly code?: string; readonly message: string }): string {
  if (code === 'RESOURCE_EXHAUSTION' || message.includes('call stack')) return tooDeep
  const [line = ''] = message.split('\n')
  return line
    .replace(/(?<=\S): .*$/, '')
    .replace(/"[^"]*"/g, '...')
    .slice(0, 120)
}

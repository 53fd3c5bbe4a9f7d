// Finds the JSON objects of a text that has several, one behind another, as `kubectl get pods -o json | jq -c .items[]` prints them.
import { jsonStream } from '@traceferry/core/command'
import { DoctorError } from '../errors.ts'
import type { Part } from './plain-value.ts'
import { placeAt, type Source } from './source.ts'

/** Where each of them begins and ends. Undefined for any other text. Throws TF803 where one of them is not JSON. */
export function streamIn(source: Source): readonly Part[] | undefined {
  const { parts, problem } = jsonStream(source.text) ?? {}
  if (problem === undefined) return parts
  const { line, column } = placeAt(source, problem)
  const cure = 'after two JSON objects, kubectl reads only more JSON objects: fix it'
  throw new DoctorError('TF803', `${source.file}:${line}:${column}: not JSON`, cure)
}

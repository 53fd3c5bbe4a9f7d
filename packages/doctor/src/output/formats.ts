// The list of output formats.
import type { Diagnosis } from '../diagnose.ts'
import { toGithub } from './github.ts'
import { toJson } from './json.ts'
import { toSarif } from './sarif.ts'
import { type Colors, toText } from './text.ts'

/** The formats for findings. A new one is one file and one line here. */
export const formats: Record<string, (diagnosis: Diagnosis, colors: Colors) => string> = {
  text: toText,
  json: toJson,
  sarif: toSarif,
  github: toGithub,
}

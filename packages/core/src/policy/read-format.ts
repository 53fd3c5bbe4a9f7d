import { knownFormats } from '../headers/family-of.ts'
import type { Format } from '../headers/formats.ts'
import { wrong } from '../shared/option-readers.ts'
import type { Given } from '../shared/read-options.ts'

/** Reads the name of a format. */
export function readFormat(given: Given): Format {
  const known = knownFormats.find((format) => format.name === given.value)
  if (known !== undefined) return known
  const names = knownFormats.map((format) => format.name)
  throw wrong('TF001', given, `use ${names.join(', ')}`, 'which is not a format')
}

// Tells which family of headers a name belongs to.
import { type Field, type Format, formats, optInFormats } from './formats.ts'

/** All formats, including those that must be listed. */
export const knownFormats: readonly Format[] = [...formats, ...optInFormats]

const families: ReadonlyMap<string, string> = new Map(
  knownFormats.flatMap((f) => f.fields.map((field) => [field.name, f.name] as const)),
)
const familyPrefixes = knownFormats.filter((format) => format.prefix !== undefined)

/** All header names that belong to a format, and all prefixes that do. */
export const familyNames: readonly string[] = [...families.keys()]
export const familyPrefixNames: readonly string[] = familyPrefixes.map(({ prefix }) => (prefix as Field).name)

/**
 * The family of a header that is set on a call, among all formats, forwarded or not. A header without a family is its
 * own family.
 */
export function familyOf(name: string): string {
  return families.get(name) ?? familyPrefixes.find((f) => name.startsWith((f.prefix as Field).name))?.name ?? name
}

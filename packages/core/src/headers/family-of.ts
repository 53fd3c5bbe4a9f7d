import { type Field, type Format, formats, optInFormats } from './formats.ts'

/** Every format, those that must be named included. */
export const knownFormats: readonly Format[] = [...formats, ...optInFormats]

const families: ReadonlyMap<string, string> = new Map(
  knownFormats.flatMap((f) => f.fields.map((field) => [field.name, f.name] as const)),
)
const familyPrefixes = knownFormats.filter((format) => format.prefix !== undefined)

/** Every header name that belongs to a format, and every start of one. */
export const familyNames: readonly string[] = [...families.keys()]
export const familyPrefixNames: readonly string[] = familyPrefixes.map(({ prefix }) => (prefix as Field).name)

/** The family of a header that somebody set on a call, among all formats, forwarded or not; else the name itself. */
export function familyOf(name: string): string {
  return families.get(name) ?? familyPrefixes.find((f) => name.startsWith((f.prefix as Field).name))?.name ?? name
}

// The one way to read the options of all our packages: code before environment before default, checked once at startup, with errors
// that name the option or variable that the value came from.
import { show, TraceferryError } from './errors.ts'
import { warnOfVariables } from './warn-of-variables.ts'

/** A value, and the name it was given under. */
export interface Given {
  /** The option's, or the variable's. */
  readonly name: string
  readonly value: unknown
  /** Whether it came from a variable: then it is text without spaces around it. */
  readonly fromVariable: boolean
  /** Whether it is an item of a list of that name. */
  readonly inList?: boolean
}

/** Checks a value and converts it to the form that is kept. Throws a `TraceferryError` for a wrong one. */
export type Reader<T> = (given: Given) => T

/** How one option is read: its reader, its variable, and its default. */
export interface OptionKind<T> {
  readonly read: Reader<T>
  readonly variable: string | undefined
  readonly fallback: T
}

export type OptionKinds = Readonly<Record<string, OptionKind<unknown>>>

/** The result type for options of these kinds. */
export type Values<K extends OptionKinds> = {
  readonly [N in keyof K]: K[N] extends OptionKind<infer T> ? T : never
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Describes one option. Without a fallback, it is undefined if it was not given. */
export function option<T>(read: Reader<T>, how: { variable?: string; fallback: NoInfer<T> }): OptionKind<T>
export function option<T>(read: Reader<T>, how?: { variable?: string }): OptionKind<T | undefined>
export function option<T>(read: Reader<T>, how: { variable?: string; fallback?: T } = {}): OptionKind<T | undefined> {
  return { read, variable: how.variable, fallback: how.fallback }
}

/**
 * Reads options. An option that is set to undefined, and a variable that is empty, count as not given. Throws a
 * `TraceferryError` for an option that does not exist, and what the readers throw.
 *
 * @example
 * const kinds = { limit: option(whole(0, 100), { variable: 'TRACEFERRY_LIMIT', fallback: 2 }) }
 * readOptions(kinds, {}, { TRACEFERRY_LIMIT: '7' }) // { limit: 7 }
 */
export function readOptions<K extends OptionKinds>(
  kinds: K,
  options: unknown,
  environment: Environment = process.env,
): Values<K> {
  return readGiven(kinds, givenOptions(kinds, options, environment))
}

/** The same, for options that were already looked up. */
export function readGiven<K extends OptionKinds>(kinds: K, given: ReadonlyMap<string, Given>): Values<K> {
  const values = Object.entries(kinds).map(([name, { read, fallback }]) => {
    const one = given.get(name)
    return [name, one === undefined ? fallback : read(one)]
  })
  return Object.freeze(Object.fromEntries(values))
}

/** The options that were given, unread, by their names. */
export function givenOptions(
  kinds: OptionKinds,
  options: unknown,
  environment: Environment = process.env,
): ReadonlyMap<string, Given> {
  warnOfVariables(environment)
  const cure = `options are ${Object.keys(kinds).join(', ')}`
  // A list, a Map or a promise has no wrong options, but no right ones either.
  if (
    typeof options !== 'object' ||
    options === null ||
    Object.prototype.toString.call(options) !== '[object Object]'
  ) {
    const wrong = `options are ${show(options)}, not an object such as { ${Object.keys(kinds)[0]}: ... }`
    throw new TraceferryError('TF007', wrong, cure)
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(kinds, name))
  if (unknown !== undefined) throw new TraceferryError('TF007', `unknown option ${show(unknown)}`, cure)

  const given = new Map<string, Given>()
  for (const [name, { variable }] of Object.entries(kinds)) {
    const value = (options as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined) given.set(name, { name, value, fromVariable: false })
    else if (variable !== undefined) {
      const one = variableIn(environment, variable)
      if (one !== undefined) given.set(name, one)
    }
  }
  return given
}

/** The value of a variable, if it is set. */
export function variableIn(environment: Environment, name: string): Given | undefined {
  const value = environment[name]?.trim()
  return value === undefined || value === '' ? undefined : { name, value, fromVariable: true }
}

// The one way in which the options of all our packages are read: code before environment before default, checked once, at
// start-up, with errors that name the option or the variable that the value came from.
import { show, TraceferryError } from './errors.ts'
import { warnOfVariables } from './warn-of-variables.ts'

/** A value, and under which name it was given. */
export interface Given {
  /** The option's, or the variable's. */
  readonly name: string
  readonly value: unknown
  /** Whether it came from a variable: then it is text, without spaces around it. */
  readonly fromVariable: boolean
  /** Whether it is an item of a list of that name. */
  readonly inList?: boolean
}

/** Checks a value, and brings it into the form that is kept. Throws a `TraceferryError` for a wrong one. */
export type Reader<T> = (given: Given) => T

/** How one option is read: by which reader, from which variable, and what it is when it was not given. */
export interface OptionKind<T> {
  readonly read: Reader<T>
  readonly variable: string | undefined
  readonly fallback: T
}

export type OptionKinds = Readonly<Record<string, OptionKind<unknown>>>

/** What the options of these kinds become. */
export type Values<K extends OptionKinds> = {
  readonly [N in keyof K]: K[N] extends OptionKind<infer T> ? T : never
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Describes one option. Without a fallback it is undefined when it was not given. */
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

/** The same, of options that were looked up already. */
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
  // A list, a Map or a promise has no wrong option, and no right one either.
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

/** What a variable says, if it says anything. */
export function variableIn(environment: Environment, name: string): Given | undefined {
  const value = environment[name]?.trim()
  return value === undefined || value === '' ? undefined : { name, value, fromVariable: true }
}

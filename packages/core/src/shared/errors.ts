// The error that traceferry throws, and how messages show values.
import { printable } from './printable.ts'

/** All codes that this project throws or warns with. docs/errors.md explains each. */
export type ErrorCode =
  | 'TF001'
  | 'TF002'
  | 'TF003'
  | 'TF004'
  | 'TF005'
  | 'TF006'
  | 'TF007'
  | 'TF008'
  | 'TF009'
  | 'TF010'
  | 'TF011'
  | 'TF012'
  | 'TF013'
  | 'TF014'
  | 'TF018'
  | 'TF019'
  | 'TF020'
  | 'TF021'
  | 'TF022'
  | 'TF023'
  | 'TF024'
  | 'TF025'
  | 'TF026'
  | 'TF030'
  | 'TF040'
  | 'TF041'
  | 'TF050'
  | 'TF052'
  | 'TF800'

/**
 * A wrong option, found at startup. The message has the code, the wrong value and the fix.
 *
 * @example
 * try {
 *   createPolicy({ formats: ['zipkin'] })
 * } catch (error) {
 *   error.code // 'TF001'
 * }
 */
export class TraceferryError extends Error {
  /** Stays the same when the code is minified. */
  override readonly name = 'TraceferryError'
  /** Such as `TF001`; docs/errors.md has a heading for each. */
  readonly code: ErrorCode

  /** `problem` names the wrong value, `cure` says what to write instead. */
  constructor(code: ErrorCode, problem: string, cure: string) {
    super(printable(`${code}: ${problem}; ${cure}. See ${errorPage(code)}`))
    this.code = code
  }
}

/** Where an error or a warning is explained. A URL, because the reader of a log does not have our files. */
export function errorPage(code: string): string {
  return `https://github.com/traceferry/traceferry/blob/main/docs/errors.md#${code.toLowerCase()}`
}

/** A value as an error message shows it: text in quotes, and cut if it is long. */
export function show(value: unknown): string {
  const text = textOf(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function textOf(value: unknown): string {
  try {
    if (typeof value === 'string' || Array.isArray(value)) return JSON.stringify(value)
    return typeof value === 'function' ? `function ${value.name}`.trim() : String(value)
  } catch {
    // For example, an object without a prototype cannot be turned into text.
    return tagOf(value)
  }
}

function tagOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value)
  } catch {
    return typeof value // a proxy that was revoked
  }
}

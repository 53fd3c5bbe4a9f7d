// The captured set, and what core keeps in it.
import type { Context } from '../context/context.ts'
import { type HeaderList, isSame, type Lines, pairsOf, toLines } from '../headers/header-list.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Rule } from '../policy/rules.ts'
import { type Captured, policyOf } from './captured.ts'

// Marks a set that core made, to distinguish it from one that was built or changed by hand. The mark is on the prototype: a copy of
// the set does not have it, and every copy of this package in the process knows it.
const CHECKED: unique symbol = Symbol.for('traceferry.made.v1')

/** Checked headers under their outbound names, and the rule of each. */
export interface Checked {
  readonly headers: Lines
  readonly rules: readonly Rule[]
}

/** A set with the rule of each of its headers, in their order. For core only. */
export interface WithRules extends Captured {
  readonly rules: readonly Rule[]
}

/** Checks what a request brought. Never throws. */
export type Check = (lines: HeaderList, policy: ResolvedPolicy) => Checked

class CapturedSet implements Captured {
  declare readonly [CHECKED]: true
  // As they came, until they are read.
  #lines: Lines
  #rules: readonly Rule[] | undefined
  readonly #policy: ResolvedPolicy
  readonly #check: Check | undefined
  // The context of the request that brought it, which it ends with.
  #requestContext: Context | undefined = undefined

  constructor(lines: Lines, policy: ResolvedPolicy, check: Check | undefined, rules?: readonly Rule[]) {
    this.#lines = lines
    this.#rules = rules
    this.#policy = policy
    this.#check = check
  }

  // Frozen only when code outside core reads it: freezing both lists and reading a frozen one cost 3,500 instructions for a request
  // with a call, because Node 20's optimized code has no fast path for frozen lists.
  get headers(): readonly string[] {
    return Object.freeze(toLines(CapturedSet.headersOf(this)))
  }

  get rules(): readonly Rule[] {
    return Object.freeze(CapturedSet.rulesOf(this))
  }

  get policy(): ResolvedPolicy {
    return this.#policy
  }

  /** So that a set in a log line, or in a message by mistake, shows what `toJSON()` writes. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(pairsOf(CapturedSet.headersOf(this)))
  }

  static headersOf(captured: Captured): Lines {
    if (!(#lines in captured)) return captured.headers
    if (captured.#rules === undefined) CapturedSet.#checkNow(captured)
    return captured.#lines
  }

  static rulesOf(captured: Captured): readonly Rule[] {
    if (!(#rules in captured)) return (captured as WithRules).rules
    return captured.#rules ?? CapturedSet.#checkNow(captured)
  }

  static #checkNow(captured: CapturedSet): readonly Rule[] {
    const check = captured.#check as Check
    const { headers, rules } = check(captured.#lines as HeaderList, captured.#policy)
    captured.#lines = headers
    captured.#rules = rules
    return rules
  }

  /** Whether two sets came from the same headers. It does not check them. */
  static cameAs(captured: Captured, other: Captured): boolean {
    return #lines in captured && #lines in other && isSame(captured.#lines, other.#lines)
  }

  static requestContextOf(captured: Captured): Context | undefined {
    return #requestContext in captured ? captured.#requestContext : undefined
  }

  static setRequestContext(captured: Captured, requestContext: Context | undefined): void {
    if (#requestContext in captured) captured.#requestContext = requestContext
  }
}
Object.defineProperty(CapturedSet.prototype, CHECKED, { value: true })
// What console.log shows.
Object.defineProperty(CapturedSet.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: CapturedSet) {
    return { headers: this.headers }
  },
})

/** Makes a captured set of lines that are checked when they are first read. The set owns the list from now on. */
export function createCaptured(lines: HeaderList, policy: ResolvedPolicy, check: Check): Captured {
  return new CapturedSet(lines, policy, check)
}

/** A copy of a set, for code that keeps something for one set and not for another. */
export function copyOf(captured: Captured): Captured {
  const { headers, policy } = captured
  if (isChecked(captured)) {
    const copy = new CapturedSet(headersOf(captured), policyOf(captured), undefined, rulesOf(captured))
    setRequestContext(copy, requestContextOf(captured))
    return copy
  }
  return Object.freeze({
    headers,
    rules: rulesOf(captured),
    policy,
    toJSON: () => Object.fromEntries(pairsOf(headers)),
  })
}

/** Whether everything in a set was checked by `capture`. */
export function isChecked(captured: Captured): boolean {
  return (captured as Partial<CapturedSet>)[CHECKED] === true
}

/** The list of a set, to read. Never pass it on to code that could write to it. */
export const headersOf: (captured: Captured) => Lines = CapturedSet.headersOf
export const cameAs: (captured: Captured, other: Captured) => boolean = CapturedSet.cameAs
export const rulesOf: (captured: Captured) => readonly Rule[] = CapturedSet.rulesOf

/** The context of the request that brought a set; undefined if it came another way, such as in a message. */
export const requestContextOf: (captured: Captured) => Context | undefined = CapturedSet.requestContextOf
/** Keeps which request brought a set. */
export const setRequestContext: (captured: Captured, requestContext: Context | undefined) => void =
  CapturedSet.setRequestContext

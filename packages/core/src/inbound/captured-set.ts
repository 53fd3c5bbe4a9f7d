import type { Context } from '../context/context.ts'
import { type HeaderList, type Lines, pairsOf, toLines } from '../headers/header-list.ts'
import type { ResolvedPolicy } from '../policy/policy.ts'
import type { Rule } from '../policy/rules.ts'
import { type Captured, policyOf } from './captured.ts'

// Told apart from a set that somebody built or changed by hand: by a mark on the prototype, which no copy takes along, and
// which every copy of this package in the process knows.
const CHECKED: unique symbol = Symbol.for('traceferry.made.v1')

/** What has been checked: headers under their outbound names, and the rule of each. */
export interface Checked {
  readonly headers: Lines
  readonly rules: readonly Rule[]
}

/** A set with the rule of each of its headers, in their order: for core alone. */
export interface WithRules extends Captured {
  readonly rules: readonly Rule[]
}

/** Checks what a request brought. Never throws. */
export type Check = (lines: HeaderList, policy: ResolvedPolicy) => Checked

class CapturedSet implements Captured {
  declare readonly [CHECKED]: true
  // As they came, until somebody asks for them.
  #lines: Lines
  #rules: readonly Rule[] | undefined
  readonly #policy: ResolvedPolicy
  readonly #check: Check | undefined
  // The request that brought it, which it ends with.
  #requestContext: Context | undefined = undefined

  constructor(lines: Lines, policy: ResolvedPolicy, check: Check | undefined, rules?: readonly Rule[]) {
    this.#lines = lines
    this.#rules = rules
    this.#policy = policy
    this.#check = check
  }

  // Frozen for whoever gets to see them, and not before: to freeze both and to read a frozen list cost 3,500 instructions
  // of a request with a call, as Node 20's optimised code has no way of its own into frozen lists.
  get headers(): readonly string[] {
    return Object.freeze(toLines(CapturedSet.headersOf(this)))
  }

  get rules(): readonly Rule[] {
    return Object.freeze(CapturedSet.rulesOf(this))
  }

  get policy(): ResolvedPolicy {
    return this.#policy
  }

  /** So that a set in a log line, or in a message by mistake, is what `toJSON()` writes. */
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

/** A captured set of lines that are checked when they are first asked for. The list is its own from now on. */
export function createCaptured(lines: HeaderList, policy: ResolvedPolicy, check: Check): Captured {
  return new CapturedSet(lines, policy, check)
}

/** Another set of the same headers: for who keeps something beside one set that another shall not have. */
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

/** Whether a set holds nothing that `capture` has not checked. */
export function isChecked(captured: Captured): boolean {
  return (captured as Partial<CapturedSet>)[CHECKED] === true
}

/** The list of a set to read, and never to hand on to anybody who could write. */
export const headersOf: (captured: Captured) => Lines = CapturedSet.headersOf
export const rulesOf: (captured: Captured) => readonly Rule[] = CapturedSet.rulesOf

/** The context of the request that brought a set; undefined for one that came otherwise, in a message say. */
export const requestContextOf: (captured: Captured) => Context | undefined = CapturedSet.requestContextOf
/** Notes which request brought a set. */
export const setRequestContext: (captured: Captured, requestContext: Context | undefined) => void =
  CapturedSet.setRequestContext

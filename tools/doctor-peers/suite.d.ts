/** Types of suite.js, for the tests. */
export interface Case {
  readonly name: string
  readonly files: readonly string[]
  readonly expected: readonly { readonly message: string; readonly object: string }[]
}
export declare function casesOf(module: string): Case[]

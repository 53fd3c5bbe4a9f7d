/** Types of trees.js, for the tests. */
export declare const trees: readonly {
  readonly name: string
  readonly module: string
  readonly folders: readonly string[]
}[]

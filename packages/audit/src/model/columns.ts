// The numbers of all records, a typed array for each column.

const words = { trace: 4, span: 2, parent: 2, request: 4 } as const

export interface Columns {
  readonly flags: Uint16Array
  readonly trace: Uint32Array
  readonly span: Uint32Array
  readonly parent: Uint32Array
  readonly request: Uint32Array
  readonly start: Float64Array
  readonly duration: Float64Array
  readonly instance: Uint32Array
  readonly workload: Uint32Array
  readonly peer: Uint32Array
  readonly upstreamCluster: Uint32Array
  readonly agent: Uint32Array
}

const kinds: { readonly [K in keyof Columns]: new (size: number) => Columns[K] } = {
  flags: Uint16Array,
  trace: Uint32Array,
  span: Uint32Array,
  parent: Uint32Array,
  request: Uint32Array,
  start: Float64Array,
  duration: Float64Array,
  instance: Uint32Array,
  workload: Uint32Array,
  peer: Uint32Array,
  upstreamCluster: Uint32Array,
  agent: Uint32Array,
}

const keys = Object.keys(kinds) as (keyof Columns)[]
const widthOf = (key: keyof Columns) => (key in words ? words[key as keyof typeof words] : 1)

/** Columns for this many rows. */
export function createColumns(size: number): Columns {
  return Object.fromEntries(keys.map((key) => [key, new kinds[key](size * widthOf(key))])) as unknown as Columns
}

/** Makes room for more rows, one column at a time: old and new copies of all columns at once would take a lot of memory. */
export function growColumns(columns: Columns, size: number): void {
  for (const key of keys) {
    const larger = new kinds[key](size * widthOf(key))
    larger.set(columns[key])
    Object.assign(columns, { [key]: larger })
  }
}

/** Writes one row over another. */
export function copyRow(columns: Columns, from: number, to: number): void {
  for (const key of keys) {
    const width = widthOf(key)
    columns[key].copyWithin(to * width, from * width, (from + 1) * width)
  }
}

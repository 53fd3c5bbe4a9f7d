import type { Place } from './source.ts'

export type Path = readonly (string | number)[]

/** What a field belongs to: it knows where each path of its value stands in the text. */
export interface Origin {
  readonly value: unknown
  /** The place of the key, or of the list item; of the nearest thing above it when the path does not exist. */
  place(path: Path): Place
}

/**
 * A value inside a resource, with its place in the text. Going down never fails: what is missing is a field whose value
 * is undefined, so a rule reads `spec.get('http').items()` without a question mark in sight.
 */
export interface Field {
  readonly origin: Origin
  readonly path: Path
  readonly value: unknown
  readonly place: Place
  readonly exists: boolean
  get(...path: (string | number)[]): Field
  /** Members of a list, else none. */
  items(): Field[]
  /** Members of a map, else none. */
  entries(): [string, Field][]
  /** Strings, and numbers and booleans as strings; templates write `"8080"` and 8080 for the same thing. */
  text(): string | undefined
  number(): number | undefined
  /** The map as text values, as labels and annotations are. */
  record(): Record<string, string>
}

export function fieldOf(origin: Origin, path: Path = [], value: unknown = origin.value): Field {
  const field: Field = {
    origin,
    path,
    value,
    get place() {
      return origin.place(path)
    },
    exists: value !== undefined && value !== null,
    get: (...keys) => keys.reduce<Field>(child, field),
    items: () => (Array.isArray(value) ? value.map((item, n) => fieldOf(origin, [...path, n], item)) : []),
    entries: () =>
      isMap(value) ? Object.entries(value).map(([key, item]) => [key, fieldOf(origin, [...path, key], item)]) : [],
    text: () => textOf(value),
    number: () => numberOf(value),
    record: () => {
      const record: Record<string, string> = Object.create(null)
      for (const [key, item] of field.entries()) record[key] = item.text() ?? ''
      return record
    },
  }
  return field
}

function child(parent: Field, key: string | number): Field {
  const { value, origin, path } = parent
  const isThere = (isMap(value) || Array.isArray(value)) && Object.hasOwn(value, key)
  return fieldOf(origin, [...path, key], isThere ? (value as Record<string | number, unknown>)[key] : null)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
}

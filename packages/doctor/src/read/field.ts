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
  return new PlacedField(origin, path, value)
}

/** A class, since rules make hundreds of thousands of these: methods of their own for each cost three times as much. */
class PlacedField implements Field {
  readonly origin: Origin
  readonly path: Path
  readonly value: unknown

  constructor(origin: Origin, path: Path, value: unknown) {
    this.origin = origin
    this.path = path
    this.value = value
  }

  get place(): Place {
    return this.origin.place(this.path)
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null
  }

  get(...keys: (string | number)[]): Field {
    let value = this.value
    for (const key of keys) {
      const isThere = (isMap(value) || Array.isArray(value)) && Object.hasOwn(value, key)
      value = isThere ? (value as Record<string | number, unknown>)[key] : null
    }
    return new PlacedField(this.origin, [...this.path, ...keys], value)
  }

  items(): Field[] {
    const { value, origin, path } = this
    return Array.isArray(value) ? value.map((item, n) => new PlacedField(origin, [...path, n], item)) : []
  }

  entries(): [string, Field][] {
    const { value, origin, path } = this
    if (!isMap(value)) return []
    return Object.entries(value).map(([key, item]) => [key, new PlacedField(origin, [...path, key], item)])
  }

  text(): string | undefined {
    return textOf(this.value)
  }

  number(): number | undefined {
    return numberOf(this.value)
  }

  record(): Record<string, string> {
    const record: Record<string, string> = Object.create(null)
    if (isMap(this.value)) for (const [key, item] of Object.entries(this.value)) record[key] = textOf(item) ?? ''
    return record
  }
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

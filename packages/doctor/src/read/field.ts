// A value inside a resource, together with its place in the text.
import type { Place } from './source.ts'

export type Path = readonly (string | number)[]

/** What a field belongs to. It knows the place of each path in the text. */
export interface Origin {
  readonly value: unknown
  /** The place of the key or list item. When the path does not exist, the place of its closest parent. */
  place(path: Path): Place
}

/**
 * A value inside a resource, with its place in the text. `get` never fails: a missing value is a field without a value, so a
 * rule can read `spec.get('http').items()` without optional chaining.
 */
export interface Field {
  readonly origin: Origin
  readonly path: Path
  readonly value: unknown
  readonly place: Place
  readonly exists: boolean
  get(...path: (string | number)[]): Field
  /** The items of a list; empty for any other value. */
  items(): Field[]
  /** The members of a map; empty for any other value. */
  entries(): [string, Field][]
  /** A string, number or boolean as a string, because templates write both `"8080"` and 8080. */
  text(): string | undefined
  number(): number | undefined
  /** A map with its values as text, such as labels and annotations. */
  record(): Record<string, string>
}

export function fieldOf(origin: Origin, path: Path = [], value: unknown = origin.value): Field {
  return new PlacedField(origin, path, value)
}

/** A class, because rules make hundreds of thousands of fields: objects with their own methods cost three times as much. */
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

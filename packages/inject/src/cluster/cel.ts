// Writes values as CEL.

/** A text as a CEL literal. */
export function celText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}

/** A value as the CEL of an apply configuration: each object states its type, which is the path to it. */
export function celObject(value: unknown, path: string): string {
  if (typeof value === 'string') return celText(value)
  if (Array.isArray(value)) return `[${value.map((one) => celObject(one, path)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  // Resource amounts are a map, not an object with fields.
  if (/\.(limits|requests)$/.test(path))
    return `{${Object.entries(value)
      .map(([key, one]) => `${celText(key)}: ${celObject(one, path)}`)
      .join(', ')}}`
  const fields = Object.entries(value).map(([key, one]) => `${key}: ${celObject(one, `${path}.${key}`)}`)
  return `${path}{${fields.join(', ')}}`
}

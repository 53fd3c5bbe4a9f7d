// Text into HTML: everything in `${}` is escaped, unless it came from `html` or `raw` itself.
import { printable } from '@traceferry/core/internal'

/** Created here and nowhere else. */
export interface Escaped {
  readonly html: string
}

const made = new WeakSet<object>()

export function raw(text: string): Escaped {
  const value = { html: text }
  made.add(value)
  return value
}

type Value = string | number | Escaped | readonly (string | number | Escaped)[]

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Escaped {
  return raw(parts.reduce((all, part, i) => all + part + (i < values.length ? text(values[i]!) : ''), ''))
}

function text(value: Value): string {
  if (Array.isArray(value)) return value.map(text).join('')
  if (typeof value === 'object' && made.has(value)) return (value as Escaped).html
  return printable(String(value)).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

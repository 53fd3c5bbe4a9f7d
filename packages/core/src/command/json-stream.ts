// Splits a text of several JSON objects, one behind another, as kubectl does: in lines, as `jq -c` writes them, or with nothing
// between. A YAML parser takes the first one and stumbles over the second.

/** The objects of a JSON stream, and where it is broken. */
export interface JsonStream {
  /** Where each object begins and ends in the text. */
  readonly parts: readonly { readonly start: number; readonly end: number }[]
  /** Where an object begins that is not JSON, or where something else does. */
  readonly problem?: number | undefined
}

/**
 * The stream that a text is, undefined where it is no stream. Like kubectl it asks for two JSON objects at the very start: after
 * them only JSON may follow, and before them a text may still be YAML.
 */
export function jsonStream(text: string): JsonStream | undefined {
  const parts: { start: number; end: number }[] = []
  let at = skipSpace(text, 0)
  while (text[at] === '{' && parts.length < most) {
    const end = endOfObject(text, at)
    if (!isJson(text.slice(at, end))) break
    parts.push({ start: at, end })
    at = skipSpace(text, end)
  }
  if (parts.length < 2) return undefined
  return at === text.length ? { parts } : { parts, problem: at }
}

/** More than 8 MiB of real objects hold. Without a limit a text of `{}{}{}` takes minutes. */
const most = 200_000

function skipSpace(text: string, from: number): number {
  const space = /[ \t\r\n]*/y
  space.lastIndex = from
  space.test(text)
  return space.lastIndex
}

/** Behind the brace that closes an object, or the end of the text. */
function endOfObject(text: string, from: number): number {
  const marks = /["{}]/g
  marks.lastIndex = from
  let depth = 0
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (found[0] === '"') marks.lastIndex = endOfString(text, found.index)
    else depth += found[0] === '{' ? 1 : -1
    if (depth === 0) return marks.lastIndex
  }
  return text.length
}

/** Behind the quote that closes a string: the first one without a backslash of its own. */
function endOfString(text: string, from: number): number {
  const marks = /\\.|"/gs
  marks.lastIndex = from + 1
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (found[0] === '"') return marks.lastIndex
  }
  return text.length
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

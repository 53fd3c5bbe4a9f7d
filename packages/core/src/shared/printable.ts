// Makes text from outside safe to print: from a manifest, a header, a response, an argument. All code that prints uses
// this file.

/**
 * Makes a text safe for a terminal, a log and a CI system, on one line. It escapes control characters, characters that
 * change the direction of writing, and what starts a command of GitHub Actions or Azure Pipelines. It hides passwords
 * in URLs.
 *
 * @example
 * printable('a\n::error::forged') // 'a\\n::error::forged'
 */
export function printable(text: string): string {
  return withoutUserinfo(text)
    .replace(unprintable(), escaped)
    .replace(/^(\s*):(?=:)/, '$1\\u003a') // workflow commands start a line
    .replace(oldCommand, '#\\u0023')
}

/**
 * A value as JSON that is safe to print: with the same escapes, so that a parser reads what was there, and without
 * passwords in URLs.
 */
export function printableJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_, one: unknown) => (typeof one === 'string' ? withoutUserinfo(one) : one),
    indent,
  )
  return text
    .replace(unprintable(), (character) => (character === '\n' ? character : escaped(character)))
    .replace(oldCommand, '#\\u0023')
}

/**
 * Hides passwords: `https://bob:secret@orders/` -> `https://***@orders/`. Also in a longer text, and in database
 * addresses without a scheme.
 */
export function withoutUserinfo(text: string): string {
  if (!text.includes('@')) return text
  return (
    text
      .replace(/\/\/[^\s/?#"'<>`]*@/g, '//***@')
      // A password that contains a slash: no longer a URL, but still a secret. The lengths are bounded, because a text
      // may be long.
      .replace(/:\/\/[^\s/?#@:]{1,200}:(?!\d*(?:[/?#\s"'`,;)\]}\\]|$))\S{0,500}@/g, '://***@')
      // user:password@tcp(db:3306)/shop. The digest of an image, node:22@sha256:..., is not a password.
      .replace(/(?<![\w.+/-])[\w.+-]{1,200}:[^\s@/:"'`]{1,500}@(?!sha\d+:)/g, '***@')
  )
}

/**
 * Commands of Azure Pipelines, and old ones of GitHub Actions, anywhere in a line: ##[error], ##vso[...],
 * ##teamcity[...]
 */
const oldCommand = /##(?=\[|\w{1,20}\[)/g

const categories = ['Cc', 'Cf', 'Zl', 'Zp', 'Cs']
let marks: RegExp | undefined

/**
 * Created when needed, not as a literal: V8 checks a literal as it loads the file, and reads Unicode tables for
 * this one, which takes 1 ms.
 */
function unprintable(): RegExp {
  marks ??= new RegExp(`[${categories.map((name) => `\\p{${name}}`).join('')}]`, 'gu')
  return marks
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** As JSON writes it: a character outside the basic plane becomes two escapes. */
function escaped(character: string): string {
  const known = short[character]
  if (known !== undefined) return known
  const units = Array.from({ length: character.length }, (_, n) => character.charCodeAt(n))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

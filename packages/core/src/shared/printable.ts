// What stood elsewhere - in a manifest, a header, an answer, an argument - and is shown to somebody. Every writer uses this file.

/**
 * A text as a terminal, a log and a CI system may have it, on one line: control characters, marks that turn the direction of
 * writing, and what begins a command of GitHub Actions or Azure Pipelines are escaped; passwords in URLs are hidden.
 *
 * @example
 * printable('a\n::error::forged') // 'a\\n::error::forged'
 */
export function printable(text: string): string {
  return withoutUserinfo(text)
    .replace(unprintable(), escaped)
    .replace(/^(\s*):(?=:)/, '$1\\u003a') // workflow commands stand at the start of a line
    .replace(oldCommand, '#\\u0023')
}

/** A value as JSON that can be shown: the same escapes, so that a parser reads what was there, without passwords in URLs. */
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

/** `https://bob:secret@orders/` -> `https://***@orders/`; also in a longer text, and in names of databases without a scheme. */
export function withoutUserinfo(text: string): string {
  if (!text.includes('@')) return text
  return (
    text
      .replace(/\/\/[^\s/?#"'<>`]*@/g, '//***@')
      // A password with a slash in it, which is no URL any more and a secret all the same. Bounded: a text may be long.
      .replace(/:\/\/[^\s/?#@:]{1,200}:(?!\d*(?:[/?#\s"'`,;)\]}\\]|$))\S{0,500}@/g, '://***@')
      // user:password@tcp(db:3306)/shop; a digest of an image, node:22@sha256:..., is none.
      .replace(/(?<![\w.+/-])[\w.+-]{1,200}:[^\s@/:"'`]{1,500}@(?!sha\d+:)/g, '***@')
  )
}

/** Of Azure Pipelines, and older ones of GitHub Actions, anywhere in a line: ##[error], ##vso[...], ##teamcity[...] */
const oldCommand = /##(?=\[|\w{1,20}\[)/g

const categories = ['Cc', 'Cf', 'Zl', 'Zp', 'Cs']
let marks: RegExp | undefined

/** Made when it is needed, and no literal, which V8 checks as it loads the file: for that it reads tables of Unicode, for 1 ms. */
function unprintable(): RegExp {
  marks ??= new RegExp(`[${categories.map((name) => `\\p{${name}}`).join('')}]`, 'gu')
  return marks
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** As JSON writes it: outside of the basic plane in two halves. */
function escaped(character: string): string {
  const known = short[character]
  if (known !== undefined) return known
  const units = Array.from({ length: character.length }, (_, n) => character.charCodeAt(n))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

// What a plain text means: a number, a word of YAML's own, or itself.
import { unusual } from './cursor.ts'

/** What a plain text of one line stands for in YAML 1.2. */
export function meaningOf(text: string): unknown {
  const code = text.charCodeAt(0)
  // A digit, +, - or a dot.
  if ((code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46) return numberOf(text)
  if (text.length > 5) return text
  if (/^(?:~|[Nn]ull|NULL)$/.test(text)) return null
  if (/^(?:[Tt]rue|TRUE)$/.test(text)) return true
  return /^(?:[Ff]alse|FALSE)$/.test(text) ? false : text
}

function numberOf(text: string): unknown {
  if (/^[-+]?[0-9]+$/.test(text)) return Number.parseInt(text, 10)
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return Number.parseFloat(text)
  // Octal, hexadecimal, infinite, none: nobody writes them in manifests.
  if (/^(?:0[ox]|[-+]?\.[in])/i.test(text)) throw unusual
  return text
}

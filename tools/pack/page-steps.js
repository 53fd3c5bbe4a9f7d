// A page as a reader follows it: files to write and commands to type, in the order in which they stand there.
import { readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)

/**
 * `{ file, code }` for a block that begins with the name of its file, `{ kind, command }` for each line to type.
 * @param {{ page: string, parts?: readonly string[] | undefined }} entry of folders.js
 * @returns {{ file?: string, code?: string, kind?: string, command?: string }[]}
 */
export function stepsOf({ page, parts }) {
  const text = readFileSync(new URL(page, root), 'utf8')
  const chosen = parts === undefined ? text : parts.map((part) => partOf(text, part, page)).join('\n')
  const fences = /^(?:<!-- not followed: (.+?) -->\n+)?(?:<!-- .+? -->\n+)*```(\w+)\n([\s\S]*?)^```$/gm
  return [...chosen.matchAll(fences)].flatMap(([, notFollowed, language, code]) => {
    if (notFollowed !== undefined) return []
    if (language === 'sh') return linesOf(code).map((command) => ({ kind: kindOf(command), command }))
    const [, file] = /^(?:\/\/|#|<!--) (\S+\.\w+)(?: -->)?\n/.exec(code) ?? []
    return file === undefined ? [] : [{ file, code }]
  })
}

/**
 * What a command is for. `start` leaves a program running, `ask` sends the request of a sidecar.
 * @param {string} command
 */
export function kindOf(command) {
  if (command.endsWith('&')) return 'start'
  if (command.startsWith('curl ')) return 'ask'
  if (/\b(init|install|add|new|pkg)\b/.test(command)) return 'install'
  if (/\b(jest|vitest|test)\b/.test(command)) return 'test'
  return 'build'
}

/**
 * The lines of the reader's files without ours, as if a reader had removed them. Tests stay as they are.
 * @param {string} file
 * @param {string} code
 */
export function withoutLine(file, code) {
  if (/\b(test|spec)\b/.test(file)) return code
  return code.replace(/^.*\btraceferry\b.*\n/gm, (line) => (/^(\/\/|#) /.test(line) ? line : ''))
}

function partOf(text, part, page) {
  const start = text.indexOf(`\n## ${part}\n`)
  if (start < 0) throw new Error(`${page} has no part "${part}"`)
  const end = text.indexOf('\n## ', start + 4)
  return text.slice(start, end < 0 ? undefined : end)
}

/** A command that goes on behind a backslash is one. */
const linesOf = (code) => code.trim().replaceAll('\\\n', ' ').split('\n')

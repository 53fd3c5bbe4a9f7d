// The commands of a block of sh, taken apart: enough for what stands in documentation.

export interface Command {
  readonly words: readonly string[]
  /** The line, for a message. */
  readonly text: string
}

/** One for each command: lines, both sides of a pipe and of `&&`; without comments, and without variables set before it. */
export function commandsOf(code: string): Command[] {
  const lines = code.replaceAll('\\\n', ' ').split('\n')
  return lines.flatMap((line) =>
    splitLine(line).map((text) => {
      const words = (text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
        word.replace(/^(["'])(.*)\1$/, '$2'),
      )
      const first = words.findIndex((word) => !/^\w+=/.test(word))
      return { words: first === -1 ? [] : words.slice(first), text: text.trim() }
    }),
  )
}

function splitLine(line: string): string[] {
  const bare = line.replace(/(^|\s)#.*$/, '').replace(/\s&\s*$/, '')
  return bare.split(/\s(?:\||&&)\s/).filter((text) => text.trim() !== '')
}

/** The long options among the words. */
export const flagsOf = (words: readonly string[]): string[] =>
  words.flatMap((word) => /^--[a-z][\w-]*/.exec(word)?.[0] ?? [])

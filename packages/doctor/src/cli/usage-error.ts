// Formats commander's message about a wrong argument.
import { printable } from '@traceferry/core/internal'

/** Commander quotes the wrong argument as it is, so escape it. Commander's second line, a guess, stays on its own line. */
export function usageError(text: string): string {
  const [problem = '', guess] = text.trimEnd().split(/\n(?=\(Did you mean )/)
  return `${[problem, guess].flatMap((line) => (line === undefined ? [] : printable(line))).join('\n')}\n`
}

// What is said of wrong arguments.
import { printable } from '@traceferry/core/internal'

/** What commander says of a wrong argument, which it quotes as it is. Its own second line, a guess, stays one. */
export function usageError(text: string): string {
  const [problem = '', guess] = text.trimEnd().split(/\n(?=\(Did you mean )/)
  // Of a header only the name is shown: the rest may be a token.
  const shown = problem.replace(
    /^(error: option '--header[^']*' argument ')([^\s:]*)[\s\S]*(' is invalid\.)/,
    '$1$2...$3',
  )
  return `${[shown, guess].flatMap((line) => (line === undefined ? [] : printable(line))).join('\n')}\n`
}

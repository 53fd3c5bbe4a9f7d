import { printable } from '@traceferry/core/internal'

/** What commander says of a wrong argument, which it quotes as it is. Its own second line, a guess, stays one. */
export function usageError(text: string): string {
  const [problem = '', guess] = text.trimEnd().split(/\n(?=\(Did you mean )/)
  return `${[problem, guess].flatMap((line) => (line === undefined ? [] : printable(line))).join('\n')}\n`
}

// What our commands say about a wrong argument.
import { errorPage } from '../shared/errors.ts'
import { printable } from '../shared/printable.ts'

/**
 * What commander says about a wrong argument, with the code and its page. Commander quotes the argument unchanged, so it is made
 * safe to print here; for a header or a body, only the name is shown, because the rest may be a secret. Commander's second line, a
 * guess at the intended option, stays on its own line.
 *
 * @example
 * program.configureOutput({ outputError: (text, write) => write(usageError(text)) })
 */
export function usageError(text: string): string {
  const [problem = '', guess] = text.trimEnd().split(/\n(?=\(Did you mean )/)
  const shown = problem.replace(
    /^(error: option '--(?:header|data)[^']*' argument ')([^\s:]*)[\s\S]*(' is invalid\.)/,
    '$1$2...$3',
  )
  const line = `${printable(shown).replace(/\.$/, '')} (TF800). See ${errorPage('TF800')}`
  return `${guess === undefined ? line : `${line}\n${printable(guess)}`}\n`
}

// What the command takes.
import { Command, InvalidArgumentError } from 'commander'
import { listOf, positive } from '../context/options.js'
import { lines } from '../matrix/nodes.js'
import { clients } from './calls/grammar.js'

export function whole(text) {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

export function lineOf(text) {
  if (!lines.includes(text)) throw new InvalidArgumentError(`There are ${lines.join(', ')}.`)
  return text
}

/** The options of `npm run test:differential`. */
export function readOptions() {
  return new Command('npm run test:differential --')
    .description(
      'Makes the same calls without traceferry, beside it, and inside a request, and compares all that can be seen.',
    )
    .option('--calls <n>', 'calls to make, each of them three times', positive, 100_000)
    .option(
      '--seed <n>',
      'what the calls are made from; the same seed makes the same',
      whole,
      Date.now() % 1_000_000_000,
    )
    .option('--node <line>', `one of ${lines.join(', ')}; default: the one that runs this`, lineOf)
    .option('--client <names>', `comma-separated clients of: ${clients.join(', ')}`, listOf(clients))
    .option('--batch <n>', 'calls to make before they are compared', positive, 2000)
    .option('--replay <n>', 'only this call of the seed, with all that is seen of it', whole)
    .option('--examples <n>', 'how many differences to print', positive, 20)
    .option('--json', 'print the figures as JSON on standard output')
    .addHelpText('after', '\nExit code: 0 when there was no difference, 1 otherwise, 2 for wrong arguments.')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse()
    .opts()
}

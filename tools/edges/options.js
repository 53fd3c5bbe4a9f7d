// What the command takes.
import { Command } from 'commander'
import { listOf, optionsOf, positive, seeded, whole } from '../shared/arguments.js'
import { clients } from './calls/grammar.js'

/** The options of `npm run tool -- differential`. */
export function readOptions() {
  const command = new Command('npm run tool -- differential')
    .description(
      'Makes the same calls without traceferry, beside it, and inside a request, and compares all that can be seen.',
    )
    .option('--calls <n>', 'calls to make, each of them three times', positive, 100_000)
    .option('--client <names>', `comma-separated clients of: ${clients.join(', ')}`, listOf(clients))
    .option('--batch <n>', 'calls to make before they are compared', positive, 2000)
    .option('--replay <n>', 'only this call of the seed, with all that is seen of it', whole)
    .option('--examples <n>', 'how many differences to print', positive, 20)
    .option('--json', 'print the figures as JSON on standard output')
    .addHelpText('after', '\nExit code: 0 when there was no difference, 1 otherwise, 2 for wrong arguments.')
  return optionsOf(seeded(command, 'calls'))
}

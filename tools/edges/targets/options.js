// What the command takes.
import { Command } from 'commander'
import { listOf, optionsOf, positive, seeded, whole } from '../../shared/arguments.js'
import { clients } from './grammar.js'

/** The options of `npm run tool -- fuzz-targets`. */
export function readOptions() {
  const command = new Command('npm run tool -- fuzz-targets')
    .description('Calls hosts of all sorts inside a request, and records at real sockets who gets what was captured.')
    .option('--targets <n>', 'how many', positive, 1_000_000)
    .option('--client <names>', `comma-separated clients of: ${clients.join(', ')}`, listOf(clients))
    .option('--batch <n>', 'targets that share their agents', positive, 2000)
    .option('--replay <n>', 'only this target of the seed', whole)
    .option('--examples <n>', 'how many of each kind of what is wrong to print', positive, 5)
    .option('--json', 'print the figures as JSON on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 when nothing outside got anything and all inside got it, 1 otherwise, 2 for wrong arguments.',
    )
  return optionsOf(seeded(command, 'targets'))
}

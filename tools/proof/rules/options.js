// The command line of `npm run tool -- proof-rules`.
import { Command } from 'commander'

/** @returns {any} the options, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv, ids) {
  const command = new Command('npm run tool -- proof-rules')
    .description(
      "Puts what the doctor's fixtures say into real Envoys and processes, and compares what happens with its findings.",
    )
    .option('--only <rules>', `comma-separated: ${ids.join(', ')}`)
    .option('--short', 'times scaled down, as the tests run it')
    .option('--optional <rules>', 'comma-separated: what this machine cannot show of them is told, and fails nothing')
    .option('--json', 'print the rows as JSON on standard output')
    .option('--write', 'write docs/doctor-proof-rules.md (all rules, long form)')
    .addHelpText(
      'after',
      '\nEnds with 0 when doctor and reality agree, 1 when they differ or a row could not be shown, 2 when it could not run.',
    )
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  const options = command.parse(argv).opts()
  const list = (text) => text?.split(',').map((id) => id.trim().toUpperCase())
  const [only, optional] = [list(options.only), list(options.optional)]
  const unknown = [...(only ?? []), ...(optional ?? [])].filter((id) => !ids.includes(id))
  if (unknown.length > 0) command.error(`error: nothing to prove of ${unknown.join(', ')}; there are ${ids.join(', ')}`)
  if (options.write && (only || optional || options.short))
    command.error('error: --write takes all rules in their long form: leave out --only, --optional and --short')
  return { ...options, only, optional }
}

// The command line of the proofs.
import { Command } from 'commander'

/** @returns {any} the options, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv, names) {
  const command = new Command('npm run tool -- proof')
    .description('Shows on real Envoy, before and after, what traceferry does beside a sidecar.')
    .option('--only <names>', `comma-separated: ${names.join(', ')}`)
    .option('--short', 'the few seconds that the tests run, instead of the measured minute')
    .option('--json', 'print the rows as JSON on standard output')
    .option('--write', 'write docs/sidecar.md (all proofs, long form)')
    .addHelpText('after', '\nEnds with 0 when every row is as promised, 1 when one is not, 2 when it could not run.')
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  const options = command.parse(argv).opts()
  const only = options.only?.split(',').map((name) => name.trim())
  const unknown = only?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0) command.error(`error: no such proof: ${unknown.join(', ')}; there are ${names.join(', ')}`)
  if (options.write && (only || options.short))
    command.error('error: --write takes all proofs in their long form: leave out --only and --short')
  return { ...options, only }
}

// The command line of `npm run tool -- proof-listen`.
import { Command } from 'commander'

const help = `
Needs root on Linux. Nothing of it is in the host's own network, and everything ends with the command, however it ends.
Ends with 0 when the doctor and the reality agree, 1 where they differ, 2 when it could not run.`

/** @returns {any} the options, `systems` as names, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv, all) {
  const daily = all.filter(({ nightly }) => !nightly).map(({ name }) => name)
  const names = all.map(({ name }) => name)
  const command = new Command('npm run tool -- proof-listen')
    .description(
      "Starts real systems behind real redirection and Envoy, and compares what works with the doctor's findings.",
    )
    .option('--systems <names>', `comma-separated: ${names.join(', ')} (default: ${daily.join(', ')})`)
    .option('--nightly', 'all of them: 350 MB of downloads at first, some 20 minutes')
    .option('--short', 'leave out the settings that take long')
    .option('--json', 'print the rows as JSON on standard output')
    .option('--write', 'write what was found into docs/doctor-proof.md (not with --short)')
    .addHelpText('after', help)
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  const options = command.parse(argv).opts()
  const named = options.systems?.split(',').map((name) => name.trim())
  const unknown = named?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0) command.error(`error: no such system: ${unknown.join(', ')}; there are ${names.join(', ')}`)
  if (options.write && options.short) command.error('error: --write takes all settings: leave out --short')
  return { ...options, systems: options.nightly ? names : (named ?? daily) }
}

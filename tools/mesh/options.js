// The command line of `npm run tool -- mesh`.
import { Command, InvalidArgumentError, Option } from 'commander'
import { count } from '../demo/options.js'
import { tracers } from './envoy/tracing.js'
import { storeNames } from './stores.js'

const help = `
Needs root on Linux. Nothing of it is in the host's own network, and everything ends with the command, however it ends.
Ends with 0 when every trace is whole, 1 when one is not, 2 when it could not run.`

/** @returns {any} the options, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv) {
  const command = new Command('npm run tool -- mesh')
    .description(
      'Runs the shop in a mesh whose sidecars the services know nothing of: a network namespace per pod, iptables, real Envoys.',
    )
    .addOption(new Option('--tracer <name>', "only this one of the Envoys' tracers").choices(Object.keys(tracers)))
    .option('--requests <n>', 'how many checkouts to send in each pass', count, 1000)
    .option('--concurrency <n>', 'how many at a time', count, 10)
    .option('--sampling <percent>', 'how many of the requests the mesh samples', percent, 100)
    .option('--load <rps>', 'instead: so many checkouts a second, with the line, ...', count)
    .option('--seconds <n>', '... for so long (30)', count)
    .option('--faults', 'instead: the table of faults, at 5 checkouts a second for 20 s each, or --load and --seconds')
    .option(
      '--soak <minutes>',
      'instead: 4 checkouts a second, or --load, for so long, with the figures of each minute',
      count,
    )
    .option('--picture <file>', "instead: open one trace's page of a real Zipkin in Chromium and save its picture")
    .addOption(
      new Option(
        '--istio',
        "Istio's own istiod and pilot-agents set the sidecars up (builds Istio once, with Go)",
      ).conflicts(['load', 'faults', 'soak', 'picture']),
    )
    .addOption(
      new Option(
        '--consul',
        'Consul sets them up, with its transparent proxy and mutual TLS (builds Consul once, with Go)',
      ).conflicts(['istio', 'faults', 'soak', 'picture']),
    )
    .addOption(
      new Option('--mtls <mode>', "with --istio: the sidecars' mutual TLS")
        .choices(['strict', 'off'])
        .default('strict'),
    )
    .addOption(
      new Option(
        '--store <name>',
        'where the Envoys report to: this command, or a real Jaeger (builds it once, with Go)',
      )
        .choices(storeNames)
        .default('receiver')
        .conflicts(['faults', 'soak', 'picture']),
    )
    .addOption(
      new Option('--runtimes', 'services on Bun and Deno, and one as a Worker with Hono (fetched at first)').conflicts([
        'istio',
        'consul',
        'store',
        'load',
        'faults',
        'soak',
        'picture',
      ]),
    )
    .addOption(
      new Option(
        '--audit',
        'the audit reads the spans of each pass, and must name the services without the line and no other',
      ).conflicts(['load', 'faults', 'soak', 'picture']),
    )
    .option('--record <folder>', 'with --audit: keep what it reads of the planted faults')
    .option('--keep', 'leave the mesh running at the end and print how to reach it; Ctrl-C ends it')
    .addOption(new Option('--write', 'write the result into docs/mesh.md').conflicts(['picture', 'keep']))
    .option('--json', 'print the result as JSON on stdout; all else goes to stderr')
    .addHelpText('after', help)
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  return command.parse(argv).opts()
}

function percent(text) {
  const number = Number(text)
  if (!(number > 0 && number <= 100)) throw new InvalidArgumentError('It must be above 0 and at most 100.')
  return number
}

// The command line of `npm run tool -- inject`.
import { Command, InvalidArgumentError, Option } from 'commander'
import { count } from '../demo/options.js'
import { versions } from './operator.js'

const help = `
Needs Go and Python 3; without --shapes also root on Linux. At first it builds kube-apiserver from source, and with --istio Istio, for half an
hour and more, into the cache.
Ends with 0 when every pod became what it must and every request left one whole trace; with 1 when not; with 2 when it could not run.`

/** @returns {any} the options, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv) {
  const command = new Command('npm run tool -- inject')
    .description(
      'Applies the policies of traceferry inject to a real Kubernetes API, and runs the shop, without the line, as its pods come out of it.',
    )
    .addOption(
      new Option(
        '--oracle',
        "only the shapes of pods, by the API server's own code for policies, as of Kubernetes 1.34 to 1.37: some minutes at first",
      ).conflicts(['shapes', 'files', 'istio']),
    )
    .addOption(
      new Option(
        '--kyverno',
        "only the shapes of pods, by Kyverno's own command line: many minutes at first",
      ).conflicts(['oracle', 'shapes', 'files', 'istio']),
    )
    .addOption(
      new Option(
        '--operator [versions]',
        `only the shapes of pods, by the OpenTelemetry Operator's own code, and a service as its pods start it: some minutes a version at first. Versions, with commas: ${Object.keys(versions).join(', ')}`,
      )
        .preset('0.140.0,0.148.0')
        .argParser(readVersions)
        .conflicts(['oracle', 'kyverno', 'shapes', 'files', 'istio']),
    )
    .addOption(
      new Option('--shapes', 'only the pods on the API server: no mesh, no root').conflicts(['files', 'istio']),
    )
    .addOption(
      new Option(
        '--files',
        'the pods as traceferry inject writes them into manifests, without an API server: no Go but for the image',
      ).conflicts('istio'),
    )
    .option('--istio', "also beside Istio's own injection webhook, with its istiod and agents")
    .addOption(
      new Option('--only-istio', 'that alone, and neither the shapes of pods nor the shop without Istio').conflicts([
        'istio',
        'oracle',
        'kyverno',
        'operator',
        'shapes',
        'files',
      ]),
    )
    .option('--requests <n>', 'how many checkouts to send in each pass', count, 1000)
    .option('--concurrency <n>', 'how many at a time', count, 10)
    .option('--json', 'print the result as JSON on stdout; all else goes to stderr')
    .addHelpText('after', help)
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  return command.parse(argv).opts()
}

function readVersions(text) {
  const asked = text.split(',').map((one) => one.trim())
  const unknown = asked.filter((one) => !(one in versions))
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `What ${unknown.join(', ')} does is not written down: ${Object.keys(versions).join(', ')} is.`,
    )
  return asked
}

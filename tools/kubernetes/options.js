// The command line of `npm run tool -- kubernetes`.
import { Command, Option } from 'commander'
import { count } from '../demo/options.js'

const help = `
Needs Linux, Go 1.26, and Python 3 with venv and pip; without --manifests also root. At first it builds kube-apiserver
and Istio from source, for half an hour and more, into the cache. Nothing of it is in the host's own network.
Ends with 0 when the API server took what it should and refused what it should, and every request left one whole trace;
with 1 when not; with 2 when it could not run.`

/** @returns {any} the options, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv) {
  const command = new Command('npm run tool -- kubernetes')
    .description(
      'Applies the manifests of examples/kubernetes to a real Kubernetes API and runs the shop as they say, in a mesh of Istio’s on top of it.',
    )
    .option('--requests <n>', 'how many checkouts to send in each pass', count, 200)
    .option('--concurrency <n>', 'how many at a time', count, 10)
    .option('--manifests', 'only apply the manifests, start no mesh')
    .addOption(new Option('--write', 'write the result into docs/mesh.md').conflicts('manifests'))
    .option('--json', 'print the result as JSON on stdout; all else goes to stderr')
    .addHelpText('after', help)
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  return command.parse(argv).opts()
}

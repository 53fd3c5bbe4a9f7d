// The command line of the demo.
import { Command, InvalidArgumentError, Option } from 'commander'

/** @returns {any} the options, or exits: 0 after --help, 2 after an option that makes no sense */
export function readOptions(argv) {
  const command = new Command('npm run demo --')
    .description('Runs the shop behind real Envoy sidecars, without and with traceferry, and compares the traces.')
    .option('--requests <n>', 'how many checkouts to send in each pass', count, 100)
    .option('--concurrency <n>', 'how many at a time', count, 10)
    .addOption(new Option('--tracer <name>', "the Envoys' tracer").choices(['zipkin', 'otel']).default('zipkin'))
    .option('--zipkin', 'send the spans to a real Zipkin server, too (needs java and mvn)')
    .option('--runtimes', 'services on Bun and Deno, and one as a Worker with Hono (fetched at first)')
    .option('--keep', 'leave the second pass running and print its URLs; Ctrl-C ends it')
    .option('--json', 'print the result as JSON on stdout; all else goes to stderr')
    .addHelpText('after', '\nEnds with 0 when every trace is whole, 1 when one is not, 2 when it could not run.')
    .showHelpAfterError('(--help shows the options)')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  return command.parse(argv).opts()
}

/** Reads the value of an option that counts something. */
export function count(text) {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return number
}

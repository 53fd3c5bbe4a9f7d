// The command line of `npm run bench -- cost`.
import { Command, Option } from 'commander'
import { BASELINE } from './baseline.js'
import { TOLERANCE } from './cells.js'

/** @returns {Record<string, any>} */
export function readOptions() {
  return new Command('npm run bench -- cost')
    .description('Counts what one request costs a service: bare, with a context, copied by hand, and with traceferry.')
    .option('--cells <names>', 'only the cells whose name has one of these comma-separated words in it', words)
    .option('--all', 'other clients, frameworks, numbers of calls and of headers, too: twenty minutes')
    .option('--also <names>', 'contenders besides, such as dd-trace or hpropagate; see bench/speed/contenders.js')
    .option('--node <line>', 'by a Node of this line, such as 24 (default: the one that runs this)')
    .option('--baseline <file>', 'what to compare with', BASELINE)
    .option('--update', 'write the figures into the baseline, to compare with from now on')
    .option('--json', 'print the figures as JSON on standard output')
    .addOption(new Option('--meter <name>', 'what to count').choices(['instructions', 'bytes']).default('instructions'))
    .option('--everyone', 'count all contenders into bench/everyone.json, what is not there yet: hours')
    .option('--only <names>', 'with --everyone: count these contenders again, such as traceferry,opentelemetry', words)
    .option('--parts <names>', 'with --everyone: only these, such as bytes or start', words)
    .addHelpText('after', HELP)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse()
    .opts()
}

const HELP = `
Exit code: 0 when all is well, 1 when traceferry's ratio to the copy by hand grew by more than ${TOLERANCE} %, or with --everyone
something could not be counted, 2 for wrong arguments.`

function words(text) {
  return text.split(',').map((word) => word.trim().toLowerCase())
}

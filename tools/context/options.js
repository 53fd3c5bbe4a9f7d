// What the command takes.
import { Command } from 'commander'
import { listOf, optionsOf, positive } from '../shared/arguments.js'
import { lines } from '../shared/nodes.js'
import { names } from './clients.js'
import { states } from './states.js'

// The few that find the most: for the slow tests.
export const core = {
  clients: [
    'node:http',
    'node:http2',
    'fetch',
    'undici 7',
    'grpc-js',
    'http2-wrapper',
    'inbound HTTP/1.1',
    'koa',
    'hono',
  ],
  states: ['closing', 'cold', 'pipelined', 'saturated'],
}

/** The options of `npm run tool -- context`. */
export function readOptions() {
  return optionsOf(
    new Command('npm run tool -- context')
      .description(
        "Calls out from every door of every client, and looks whose ids the calls carry: own, none or another's.",
      )
      .option('--node <lines>', `comma-separated lines of ${lines.join(', ')}`, listOf(lines), lines)
      .option('--client <names>', `comma-separated clients of: ${names.join(', ')}`, listOf(names))
      .option('--state <names>', `comma-separated states of: ${states.join(', ')}`, listOf(states))
      .option('--rounds <n>', 'how many times each client plays all of its plays', positive, 1)
      .option('--core', 'the few clients and states that find the most, on the Node that runs this')
      .option('--naive', 'with an injector that does what comes to mind: there must be wrong cells')
      .option('--write', 'write docs/context.md: runs the naive injector, too')
      .option('--json', 'print the cells as JSON on standard output')
      .addHelpText(
        'after',
        '\nExit code: 0 when no call was wrong or lost and no door was missed (with --naive: when some were wrong), 1 otherwise, 2 for wrong arguments.',
      ),
  )
}

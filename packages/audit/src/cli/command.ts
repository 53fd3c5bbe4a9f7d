// The command: its options, and its help.
import { type Io, processIo, withExitCode } from '@traceferry/core/command'
import { Command, Option } from 'commander'
import { auditErrorOf } from '../errors.ts'
import { version } from '../version.ts'
import { count, duration, header, several, share, template, url, word } from './arguments.ts'
import { auditAction } from './audit-action.ts'

const help = `
Examples:
  kubectl logs -n shop -l app=orders -c istio-proxy --tail=-1 --prefix | traceferry audit -
  traceferry audit access-logs/ spans.json.gz
  traceferry audit --zipkin http://localhost:9411 --lookback 1h
  traceferry audit --jaeger http://localhost:16686 --html report.html --fail-on 99%
  traceferry audit --tempo http://localhost:3200 --tenant team-a --json > before.json

It reads and writes nothing else. Exit codes: 0 done, 1 a service forwards less than --fail-on, 2 input that cannot be read.`

/** The command, by itself (`npx @traceferry/audit`) or as a part of another program. It sets the exit code. */
export function auditCommand(io: Io = processIo, name = 'audit'): Command {
  return new Command(name)
    .description('Finds the services that break traces, in access logs and spans that sidecars have written already.')
    .version(version)
    .argument(
      '[paths...]',
      'access logs of Envoy, and spans as JSON of Zipkin, Jaeger or OpenTelemetry; folders of them; - for standard input; also gzip',
    )
    .option(
      '--format <format>',
      "the format of the access logs, if it is not Istio's: a format string of Envoy, or JSON with such strings",
    )
    .option('--zipkin <url>', 'ask a Zipkin, through its v2 API', url)
    .option('--jaeger <url>', 'ask a Jaeger, through its query API', url)
    .option('--tempo <url>', 'ask a Grafana Tempo', url)
    .option('--header <name: value>', 'for the store, such as authorization; again for more', header)
    .option('--tenant <id>', 'whose traces, in a store of several tenants', word)
    .option('--lookback <time>', 'how far back to ask, such as 15m, 2h, 7d (default: 1h)', duration)
    .option('--limit <traces>', 'how many traces to ask for, spread over that time (default: 5000)', count)
    .option('--service <names>', 'traces of these services only, with commas', several)
    .option(
      '--link <template>',
      'where a trace is shown, such as https://grafana/explore?trace={traceId}; a Zipkin and a Jaeger are known',
      template,
    )
    .addOption(new Option('--json', 'the report as JSON').conflicts('markdown'))
    .option('--markdown', 'the report for a ticket')
    .option('--html <file>', 'write the report as a page into this file, too')
    .option('--compare <file>', 'say what changed since an earlier run with --json')
    .option('--fail-on <share>', 'exit with 1 when a service forwards on fewer of its calls, such as 99%', share)
    .addHelpText('after', help)
    .action(withExitCode(io, auditErrorOf)((paths: string[], options) => auditAction(paths, options, io)))
}

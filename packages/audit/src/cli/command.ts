// The command: its options and its help.
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

/** The command, alone (`npx @traceferry/audit`) or as part of another program. It sets the exit code. */
export function auditCommand(io: Io = processIo, name = 'audit'): Command {
  return new Command(name)
    .description('Finds the services that break traces, in access logs and spans that sidecars already wrote.')
    .version(version)
    .argument(
      '[paths...]',
      'Envoy access logs, and JSON spans from Zipkin, Jaeger or OpenTelemetry; folders of them; - for standard input; gzip too',
    )
    .option(
      '--format <format>',
      "the access log format, if it is not Istio's: an Envoy format string, or JSON with such strings",
    )
    .option('--zipkin <url>', 'query a Zipkin through its v2 API', url)
    .option('--jaeger <url>', 'query a Jaeger through its query API', url)
    .option('--tempo <url>', 'query a Grafana Tempo', url)
    .option('--header <name: value>', 'for the store, such as authorization; repeat for more', header)
    .option('--tenant <id>', 'the tenant, in a store with several', word)
    .option('--lookback <time>', 'how far back to look, such as 15m, 2h, 7d (default: 1h)', duration)
    .option('--limit <traces>', 'how many traces to fetch, spread over that time (default: 5000)', count)
    .option('--service <names>', 'only traces of these services, separated by commas', several)
    .option(
      '--link <template>',
      'the page of a trace, such as https://grafana/explore?trace={traceId}; not needed for Zipkin and Jaeger',
      template,
    )
    .addOption(new Option('--json', 'the report as JSON').conflicts('markdown'))
    .option('--markdown', 'the report for a ticket')
    .option('--html <file>', 'also write the report as a page into this file')
    .option('--compare <file>', 'say what changed since an earlier run with --json')
    .option(
      '--fail-on <share>',
      'exit with 1 if a service forwards on a smaller share of its calls, such as 99%',
      share,
    )
    .addHelpText('after', help)
    .action(withExitCode(io, auditErrorOf)((paths: string[], options) => auditAction(paths, options, io)))
}

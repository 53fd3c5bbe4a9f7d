// Wrong arguments of the command line.
import { fileURLToPath } from 'node:url'
import { URL_OF_SIDECAR } from './texts.ts'

const good = fileURLToPath(new URL('../../../doctor/test/fixtures/TF202/good.yaml', import.meta.url))
const store = ['audit', '--zipkin', 'http://127.0.0.1:1']

/** What stderr says, and the exit code is 2. A line that does not begin with a code is commander's. */
export const args: readonly (readonly [words: readonly string[], said: string, guess?: string])[] = [
  [['nonsense'], "error: unknown command 'nonsense'"],
  [['--mesh', 'istio'], "error: unknown option '--mesh'"],
  [['doctor', good, '--mesh', 'consul'], 'TF801: unknown mesh "consul"; use istio@1.30, linkerd@2.20 or none'],
  [['doctor', good, '--mesh', 'istio@9.9'], 'TF801: there is no Istio 9.9; the newest that this doctor knows is 1.30'],
  [
    ['doctor', good, '--mesh', 'none,istio'],
    'TF801: the meshes are "none,istio", which contradict each other; name each mesh once, or none alone',
  ],
  [
    ['doctor', good, '--mesh', 'istio@1.30,istio@1.20'],
    'TF801: the meshes are "istio@1.30,istio@1.20", which contradict each other; name each mesh once, or none alone',
  ],
  [['doctor', good, '--kubernetes', '9.99'], 'TF801: unknown Kubernetes version "9.99"; use a version such as 1.33'],
  [
    ['doctor', good, '--format', 'xml'],
    "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github",
  ],
  [
    ['doctor', good, '--fail-on', 'fatal'],
    "error: option '--fail-on <severity>' argument 'fatal' is invalid. Allowed choices are error, warning, info",
  ],
  [
    ['doctor', good, '--rule', 'TF999'],
    'TF804: no rule "TF999"; the rules are TF101 to TF906: traceferry doctor rules',
  ],
  [
    ['doctor', good, '--pid', 'abc'],
    'TF807: cannot read process "abc": not a number; name a running process that this user may read',
  ],
  [
    ['doctor', good, '--dry-run'],
    'TF800: --dry-run is for --fix, and changes nothing without it; add --fix, or leave it out',
  ],
  [
    ['doctor', good, '--baseline', '/no/such.json'],
    'TF805: cannot read the baseline "/no/such.json": it does not exist; write one with --write-baseline',
  ],
  [['doctor', good, '--fixx'], "error: unknown option '--fixx'", '(Did you mean --fix?)'],
  [
    ['doctor', 'nowhere/'],
    'TF802: there is no file or folder nowhere/; give manifests, folders of them, or - for standard input',
  ],
  [
    ['audit'],
    'TF822: nothing to read was given; give files, - for standard input, or a store: --zipkin, --jaeger, --tempo',
  ],
  [
    ['audit', '--zipkin', 'localhost:9411'],
    "error: option '--zipkin <url>' argument 'localhost:9411' is invalid. It must be an http or https URL",
  ],
  [
    ['audit', 'x.log', '--lookback', '2h'],
    'TF800: --lookback is for a store, but no store was given; give one with --zipkin, --jaeger or --tempo, or remove the option',
  ],
  [
    [...store, '--lookback', 'soon'],
    "error: option '--lookback <time>' argument 'soon' is invalid. It must be a time such as 90s, 15m, 2h or 7d",
  ],
  [
    [...store, '--limit', '0'],
    "error: option '--limit <traces>' argument '0' is invalid. It must be a whole number from 1 to 10000000",
  ],
  [
    [...store, '--service', ','],
    "error: option '--service <names>' argument ',' is invalid. It must have at least one name, such as orders,payments",
  ],
  [[...store, '--tenant', ''], "error: option '--tenant <id>' argument '' is invalid. It must not be empty"],
  [
    [...store, '--link', 'https://grafana/'],
    "error: option '--link <template>' argument 'https://grafana/' is invalid. It must contain {traceId}",
  ],
  [
    [...store, '--fail-on', '200%'],
    "error: option '--fail-on <share>' argument '200%' is invalid. It must be a share such as 99% or 0.99",
  ],
  [
    ['audit', 'x.log', '--compare', '/no/such.json'],
    "TF826: /no/such.json is not a report: ENOENT: no such file or directory, open '/no/such.json'; give the output of an earlier run with --json",
  ],
  [
    ['trace', 'orders:8080'],
    'error: TF800: the argument <url> is "orders:8080", which is not an http or https URL; write one such as http://orders:8080/',
  ],
  [
    ['trace', 'http://orders', '--method', 'GE T'],
    "error: option '--method <method>' argument 'GE T' is invalid. It must be a method such as POST",
  ],
  [
    ['trace', 'http://orders', '--timeout', '0'],
    "error: option '--timeout <time>' argument '0' is invalid. Write milliseconds from 1 to 3600000, or a unit: 500ms, 30s, 2m",
  ],
  [
    ['trace', 'http://orders', '--header', 'hunter2'],
    "error: option '--header <name: value>' argument 'hunter2...' is invalid. It must be name: value",
  ],
  [
    ['trace', 'http://orders', 'http://payments'],
    "error: too many arguments for 'trace'. Expected 1 argument but got 2",
  ],
  [
    ['await', '--mesh', 'consul'],
    "error: option '--mesh <name>' argument 'consul' is invalid. Allowed choices are auto, istio, linkerd, envoy, none",
  ],
  [
    ['await', '--timeout', 'soon'],
    "error: option '--timeout <time>' argument 'soon' is invalid. Write milliseconds from 0 to 86400000, or a unit: 500ms, 30s, 2m",
  ],
  [['await', '--timeuot', '5s'], "error: unknown option '--timeuot'", '(Did you mean --timeout?)'],
  [['await', '--quit-url', 'x'], `error: TF020: quitUrl is "x"; ${URL_OF_SIDECAR}`],
]

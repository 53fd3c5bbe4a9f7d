// TF705: an annotation of Linkerd that it drops, because it cannot read the value.
import { nameOf } from '../read/resource.ts'
import type { Rule } from '../rule.ts'

export const linkerdAnnotationValues: Rule = {
  id: 'TF705',
  severity: 'error',
  title: 'An annotation of Linkerd that it drops without a word',
  why: `Linkerd reads retries and timeouts from annotations, and drops all of an object's retries, or all of its timeouts, when it
  cannot read one of them. On a route it drops the route. A list has no spaces. Retries over HTTP know status codes, ranges, 5xx and
  gateway-error, and none of Envoy's words. A duration is a whole number with a unit.`,
  source:
    'Linkerd, "Retries", "Timeouts", "Circuit Breaking"; policy controller, outbound index (parse_http_retry, parse_duration).',
  before: 'retry.linkerd.io/http: "5xx, 429"',
  after: 'retry.linkerd.io/http: 5xx,429',
  *check({ resources }) {
    for (const resource of resources) {
      if (!/^(Service|HTTPRoute|GRPCRoute|TCPRoute|TLSRoute|EgressNetwork|UnmeshedNetwork)$/.test(resource.kind))
        continue
      for (const [key, field] of resource.root.get('metadata', 'annotations').entries()) {
        const problem = readers[key]?.(field.text() ?? '')
        if (problem === undefined) continue
        yield {
          place: field.place,
          resource,
          message: `${nameOf(resource)}: Linkerd cannot read ${key} ${JSON.stringify(field.text() ?? '')}, and drops ${resource.kind === 'Service' ? 'it' : 'the route'}`,
          fix: problem,
          mesh: ['linkerd'],
        }
      }
    }
  },
}

/** What each annotation must be, or undefined where it is. */
const readers: Readonly<Record<string, (text: string) => string | undefined>> = {
  'retry.linkerd.io/http': (text) =>
    listOf(text, isStatus, '5xx, gateway-error, a code or a range of codes, separated by commas alone'),
  'retry.linkerd.io/grpc': (text) =>
    listOf(
      text,
      isGrpc,
      'cancelled, deadline-exceeded, internal, resource-exhausted or unavailable, separated by commas alone',
    ),
  'retry.linkerd.io/limit': (text) => (/^\+?\d+$/.test(text) && Number(text) <= 65535 ? undefined : 'a whole number'),
  'retry.linkerd.io/timeout': duration,
  'timeout.linkerd.io/request': duration,
  'timeout.linkerd.io/response': duration,
  'timeout.linkerd.io/idle': duration,
  'balancer.linkerd.io/failure-accrual': (text) => (/^(consecutive|unified)$/.test(text) ? undefined : 'consecutive'),
  'balancer.linkerd.io/failure-accrual-consecutive-max-failures': (text) =>
    /^\+?\d+$/.test(text) ? undefined : 'a whole number',
  'balancer.linkerd.io/failure-accrual-consecutive-min-penalty': duration,
  'balancer.linkerd.io/failure-accrual-consecutive-max-penalty': duration,
}

function listOf(text: string, isRight: (word: string) => boolean, wanted: string): string | undefined {
  return text.split(',').every(isRight) ? undefined : wanted
}

function isStatus(word: string): boolean {
  const [, from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(word) ?? []
  return /^(5xx|gateway-error)$/i.test(word) || (from !== undefined && Number(from) <= Number(to))
}

function isGrpc(word: string): boolean {
  return /^(cancelled|deadline-exceeded|internal|resource-exhausted|unavailable)$/i.test(word)
}

/** `300ms`, `10s`; a zero may be without a unit. */
function duration(text: string): string | undefined {
  return /^(0|\d+(ms|s|m|h|d))$/.test(text.trim()) ? undefined : 'a whole number with a unit: 300ms, 10s'
}

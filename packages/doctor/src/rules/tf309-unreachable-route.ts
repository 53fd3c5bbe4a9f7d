// TF309: a route that no request reaches, because an earlier one takes everything.
import { covers } from '../model/routes/matches.ts'
import type { Field } from '../read/field.ts'
import { nameOf, type Resource } from '../read/resource.ts'
import type { RawFinding, Rule } from '../rule.ts'

export const unreachableRoute: Rule = {
  id: 'TF309',
  severity: 'warning',
  title: 'A route that no request reaches',
  why: `Istio takes the first route of a VirtualService that matches. Behind a route without a match, or with a match that takes more,
  a later route never runs: a canary gets no calls, a timeout for one path does not exist. Put the narrow matches first.`,
  source: 'Istio, "Virtual Service: HTTPRoute" (evaluated in order), IST0130 and IST0131.',
  before: '- uri: { prefix: / }',
  after: '- uri: { exact: /reports }',
  *check({ resources }) {
    for (const resource of resources) {
      if (resource.kind !== 'VirtualService') continue
      for (const protocol of ['http', 'tcp', 'tls']) yield* unreachable(resource, protocol)
    }
  },
}

/** The limit on matches that are compared, because a list of thousands would take the square of that. */
const most = 300

function* unreachable(resource: Resource, protocol: string): Iterable<RawFinding> {
  const earlier: { match: Field; n: number }[] = []
  let all: number | undefined
  for (const [n, route] of resource.root.get('spec', protocol).items().entries()) {
    const matches = route.get('match').items()
    const found = coveredBy(matches, earlier, all)
    if (found) {
      const place = (matches[0] ?? route).place
      const name = route.get('name').text()
      yield {
        place,
        resource,
        message: `${nameOf(resource)}: no request reaches ${name ? `route ${name}` : `${protocol} route ${n + 1}`}, because ${found}`,
        fix: 'put the narrow matches first, and the route without a match last',
      }
    }
    if (matches.length === 0) all ??= n
    for (const match of matches) if (earlier.length < most) earlier.push({ match, n })
  }
}

/** Why none of the matches is ever reached; undefined when one is. */
function coveredBy(
  matches: readonly Field[],
  earlier: readonly { match: Field; n: number }[],
  all: number | undefined,
): string | undefined {
  if (all !== undefined) return `route ${all + 1} has no match and takes everything`
  if (matches.length === 0) return undefined
  const by = matches.map((match) => earlier.find((one) => covers(one.match, match))?.n)
  return by.some((n) => n === undefined) ? undefined : `route ${by[0]! + 1} takes all of its requests`
}

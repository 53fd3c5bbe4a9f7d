// Reads routes of an Istio VirtualService.
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { serviceKey } from '../hosts.ts'
import { methodsOf, type Route, splitList, timed, wordsOf } from './route.ts'

/** Reads one entry of `spec.http`. */
export function virtualServiceRoute(resource: Resource, field: Field): Route {
  const retries = field.get('retries')
  const attempts = field.get('retries', 'attempts')
  const retryOn = field.get('retries', 'retryOn')
  const matches = field.get('match').items()
  const count = attempts.number()
  return {
    resource,
    field,
    mesh: 'istio',
    hosts: field
      .get('route')
      .items()
      .map((to) => keyOf(to.get('destination', 'host'), resource)),
    timeout: timed(field.get('timeout')),
    perTry: timed(field.get('retries', 'perTryTimeout')),
    // Without attempts nothing is retried, and Istio refuses the other settings (IST0106).
    retries: retries.exists ? { count: count ?? 0, field: attempts.exists ? attempts : retries } : undefined,
    retryOn: retryOn.exists ? { conditions: splitList(retryOn.text()), field: retryOn } : undefined,
    methods: methodsOf(matches.map((match) => wordsOf(match.get('method')))),
    paths: matches.flatMap((match) => wordsOf(match.get('uri')) ?? []),
  }
}

function keyOf(field: Field, resource: Resource): string {
  return serviceKey(field.text() ?? '', resource.namespace)
}

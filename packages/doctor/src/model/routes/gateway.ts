// Reads routes of the Gateway API.
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { serviceKey } from '../hosts.ts'
import { linkerdAnnotations } from './linkerd.ts'
import { methodsOf, type Route, timed } from './route.ts'

/** Reads one rule of an HTTPRoute or GRPCRoute. Linkerd's annotations add to it. */
export function gatewayRoute(resource: Resource, field: Field): Route {
  const parents = resource.root
    .get('spec', 'parentRefs')
    .items()
    .filter((ref) => ref.get('kind').text() === 'Service')
  const refs = [...field.get('backendRefs').items(), ...parents]
  const matches = field.get('matches').items()
  const isGrpc = resource.kind === 'GRPCRoute'
  const linkerd = linkerdAnnotations(resource)
  const attempts = field.get('retry', 'attempts')
  const codes = field.get('retry', 'codes')
  const retry = { count: attempts.number() ?? 1, field: field.get('retry') }
  return {
    resource,
    field,
    mesh: linkerd.retries || linkerd.timeout ? 'linkerd' : 'gateway',
    hosts: [
      ...new Set(
        refs.map((ref) => serviceKey(ref.get('name').text() ?? '', ref.get('namespace').text() ?? resource.namespace)),
      ),
    ],
    timeout: timed(field.get('timeouts', 'request')) ?? linkerd.timeout,
    perTry: timed(field.get('timeouts', 'backendRequest')) ?? linkerd.perTry,
    retries: retry.field.exists ? retry : linkerd.retries,
    retryOn: codes.exists
      ? { conditions: codes.items().map((code) => code.text() ?? ''), field: codes }
      : linkerd.retryOn,
    // Every call of gRPC is a POST.
    methods: isGrpc
      ? ['POST']
      : methodsOf(
          matches.map((match) => (match.get('method').exists ? [match.get('method').text() ?? ''] : undefined)),
        ),
    isGrpc,
    paths: matches.map((match) => match.get('path', 'value').text() ?? ''),
  }
}

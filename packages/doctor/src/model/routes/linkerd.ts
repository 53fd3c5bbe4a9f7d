// Reads routes of Linkerd: from a ServiceProfile, or from annotations.
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { serviceKey } from '../hosts.ts'
import { type Route, splitList, timed, wordsOf } from './route.ts'

/** Reads a Service whose annotations tell Linkerd to retry or to time out. */
export function annotationRoutes(resource: Resource): Route[] {
  const linkerd = linkerdAnnotations(resource)
  if (!linkerd.retries && !linkerd.timeout) return []
  const host = `${resource.namespace}/${resource.name}`
  const field = resource.root.get('metadata', 'annotations')
  return [{ resource, field, mesh: 'linkerd', hosts: [host], ...linkerd, methods: undefined, paths: [] }]
}

/** Reads one route of a ServiceProfile. */
export function profileRoute(resource: Resource, field: Field): Route {
  const retryable = field.get('isRetryable')
  const condition = field.get('condition')
  const method = condition.get('method').text()
  const on = retryable.value === true
  return {
    resource,
    field,
    mesh: 'linkerd',
    hosts: [serviceKey(resource.name, resource.namespace)],
    timeout: timed(field.get('timeout')),
    perTry: undefined,
    // A retry budget (20 % by default) limits them, not a count.
    retries: on ? { count: 1, field: retryable } : undefined,
    retryOn: on ? { conditions: ['5xx'], field: retryable } : undefined,
    methods: method === undefined ? undefined : [method.toUpperCase()],
    paths: wordsOf(condition.get('pathRegex')) ?? [],
  }
}

/** Reads `retry.linkerd.io/...` and `timeout.linkerd.io/...` on a Service or a route. */
export function linkerdAnnotations(resource: Resource): Pick<Route, 'timeout' | 'perTry' | 'retries' | 'retryOn'> {
  const of = (key: string) => resource.root.get('metadata', 'annotations', key)
  const on = ['http', 'grpc'].map((name) => of(`retry.linkerd.io/${name}`)).find(({ exists }) => exists)
  const limit = of('retry.linkerd.io/limit')
  return {
    timeout: timed(of('timeout.linkerd.io/request')),
    perTry: timed(of('retry.linkerd.io/timeout')),
    retries: on && { count: limit.number() ?? 1, field: limit.exists ? limit : on },
    retryOn: on && { conditions: splitList(on.text()), field: on },
  }
}

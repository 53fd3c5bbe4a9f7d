// Reads routes of Linkerd: from a ServiceProfile, or from annotations.
import type { Field } from '../../read/field.ts'
import type { Resource } from '../../read/resource.ts'
import { serviceKey } from '../hosts.ts'
import { type Route, timed, wordsOf } from './route.ts'

/** Reads a Service whose annotations tell Linkerd to retry or to time out. */
export function annotationRoutes(resource: Resource): Route[] {
  const linkerd = linkerdAnnotations(resource)
  if (!linkerd.retries && !linkerd.timeout) return []
  const host = `${resource.namespace}/${resource.name}`
  const field = resource.root.get('metadata', 'annotations')
  return [{ resource, field, mesh: 'linkerd', hosts: [host], ...linkerd, methods: undefined, paths: [] }]
}

/** `/shop.v1.Orders/Place`, as a regular expression. */
const grpcPath = /^\^?\/(?:\w+\\?\.)+\w+\/\w+\$?$/

/** Reads one route of a ServiceProfile. */
export function profileRoute(resource: Resource, field: Field): Route {
  const retryable = field.get('isRetryable')
  const condition = field.get('condition')
  const method = condition.get('method').text()
  const on = retryable.value === true
  const paths = wordsOf(condition.get('pathRegex')) ?? []
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
    paths,
    isGrpc: paths.length > 0 && paths.every((path) => grpcPath.test(path)),
  }
}

/** Settings that retries and timeouts have in common on a Service and on a route. */
type Limits = Pick<Route, 'timeout' | 'perTry' | 'retries' | 'retryOn'>

/**
 * Reads `retry.linkerd.io/...` and `timeout.linkerd.io/...` on a Service or a route. Linkerd drops all settings of a kind when one
 * of them is wrong: an unknown word, a space after the comma, a time without a unit.
 */
export function linkerdAnnotations(resource: Resource): Limits {
  const of = (key: string) => resource.root.get('metadata', 'annotations', key)
  const http = of('retry.linkerd.io/http')
  const grpc = of('retry.linkerd.io/grpc')
  const limit = of('retry.linkerd.io/limit')
  const perTry = of('retry.linkerd.io/timeout')
  const areLimitsValid = (!limit.exists || /^\d+$/.test(limit.text() ?? '')) && isTime(perTry)
  const given = [
    { field: http, conditions: httpConditions(http.text()) },
    { field: grpc, conditions: grpcConditions(grpc.text()) },
  ].filter(({ field, conditions }) => field.exists && conditions.length > 0 && areLimitsValid)
  const request = of('timeout.linkerd.io/request')
  const areTimesValid = ['request', 'response', 'idle'].every((name) => isTime(of(`timeout.linkerd.io/${name}`)))
  const [first] = given
  return {
    timeout: areTimesValid ? timed(request) : undefined,
    perTry: areLimitsValid ? timed(perTry) : undefined,
    // 0 counts as not set, and the default is 1.
    retries: first && { count: limit.number() || 1, field: limit.exists ? limit : first.field },
    retryOn: first && { conditions: given.flatMap(({ conditions }) => conditions), field: first.field },
  }
}

/** The conditions; none when one of them is not known, since Linkerd then ignores the annotation. */
function httpConditions(text: string | undefined): string[] {
  const words = (text ?? '').split(',')
  return words.every(isHttpCondition) ? words.map((word) => word.toLowerCase()) : []
}

function isHttpCondition(word: string): boolean {
  if (/^(5xx|gateway-error)$/i.test(word)) return true
  const [, from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(word) ?? []
  return from !== undefined && from <= to!
}

function grpcConditions(text: string | undefined): string[] {
  const words = (text ?? '').split(',').map((word) => word.toLowerCase())
  const known = /^(cancelled|deadline-exceeded|internal|resource-exhausted|unavailable)$/
  return words.every((word) => known.test(word)) ? words : []
}

/** Whether an annotation is a time with its unit (GEP-2257), or not there. */
function isTime(field: Field): boolean {
  return !field.exists || /^(\d{1,5}(h|m|s|ms)){1,4}$/.test(field.text() ?? '')
}

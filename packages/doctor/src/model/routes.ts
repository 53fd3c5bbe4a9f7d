// Who retries and who gives up when, on the mesh's side, in one shape for Istio, the Gateway API and Linkerd.
import type { Field } from '../read/field.ts'
import type { Resource } from '../read/resource.ts'
import { milliseconds } from './durations.ts'
import { serviceKey } from './hosts.ts'

export interface Timed {
  readonly ms: number
  readonly field: Field
}

export interface Route {
  readonly resource: Resource
  readonly field: Field
  readonly mesh: 'istio' | 'linkerd' | 'gateway'
  /** `namespace/service` of where the calls go. */
  readonly hosts: readonly string[]
  /** For the whole call, retries included; 0 switches it off. */
  readonly timeout: Timed | undefined
  readonly perTry: Timed | undefined
  /** Attempts after the first. */
  readonly retries: { readonly count: number; readonly field: Field } | undefined
  readonly retryOn: { readonly conditions: readonly string[]; readonly field: Field } | undefined
  /** Upper case; undefined when some match takes every method. */
  readonly methods: readonly string[] | undefined
  readonly paths: readonly string[]
}

export function routesOf(resources: readonly Resource[]): Route[] {
  return resources.flatMap((resource) => {
    const { kind, group, root } = resource
    if (kind === 'VirtualService')
      return root
        .get('spec', 'http')
        .items()
        .map((field) => virtual(resource, field))
    if (/^(HTTP|GRPC)Route$/.test(kind))
      return root
        .get('spec', 'rules')
        .items()
        .map((field) => gateway(resource, field))
    if (kind === 'ServiceProfile')
      return root
        .get('spec', 'routes')
        .items()
        .map((field) => profile(resource, field))
    return kind === 'Service' && group === '' ? annotated(resource) : []
  })
}

function virtual(resource: Resource, field: Field): Route {
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
    retries: count === undefined ? undefined : { count, field: attempts },
    retryOn: retryOn.exists ? { conditions: list(retryOn.text()), field: retryOn } : undefined,
    methods: methodsOf(matches.map((match) => wordsOf(match.get('method')))),
    paths: matches.flatMap((match) => wordsOf(match.get('uri')) ?? []),
  }
}

function gateway(resource: Resource, field: Field): Route {
  const parents = resource.root
    .get('spec', 'parentRefs')
    .items()
    .filter((ref) => ref.get('kind').text() === 'Service')
  const targets = [...field.get('backendRefs').items(), ...parents]
  const matches = field.get('matches').items()
  const linkerd = annotations(resource)
  const attempts = field.get('retry', 'attempts')
  const codes = field.get('retry', 'codes')
  const own = { count: attempts.number() ?? 1, field: field.get('retry') }
  return {
    resource,
    field,
    mesh: linkerd.retries || linkerd.timeout ? 'linkerd' : 'gateway',
    hosts: [
      ...new Set(
        targets.map((ref) =>
          serviceKey(ref.get('name').text() ?? '', ref.get('namespace').text() ?? resource.namespace),
        ),
      ),
    ],
    timeout: timed(field.get('timeouts', 'request')) ?? linkerd.timeout,
    perTry: timed(field.get('timeouts', 'backendRequest')) ?? linkerd.perTry,
    retries: own.field.exists ? own : linkerd.retries,
    retryOn: codes.exists
      ? { conditions: codes.items().map((code) => code.text() ?? ''), field: codes }
      : linkerd.retryOn,
    methods: methodsOf(
      matches.map((match) => (match.get('method').exists ? [match.get('method').text() ?? ''] : undefined)),
    ),
    paths: matches.map((match) => match.get('path', 'value').text() ?? ''),
  }
}

/** A Service whose annotations tell Linkerd to retry or to give up. */
function annotated(resource: Resource): Route[] {
  const linkerd = annotations(resource)
  if (!linkerd.retries && !linkerd.timeout) return []
  const host = `${resource.namespace}/${resource.name}`
  const field = resource.root.get('metadata', 'annotations')
  return [{ resource, field, mesh: 'linkerd', hosts: [host], ...linkerd, methods: undefined, paths: [] }]
}

function profile(resource: Resource, field: Field): Route {
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
    // Bounded by a budget (20 % by default) and not by a count.
    retries: on ? { count: 1, field: retryable } : undefined,
    retryOn: on ? { conditions: ['5xx'], field: retryable } : undefined,
    methods: method === undefined ? undefined : [method.toUpperCase()],
    paths: wordsOf(condition.get('pathRegex')) ?? [],
  }
}

function annotations(resource: Resource): Pick<Route, 'timeout' | 'perTry' | 'retries' | 'retryOn'> {
  const of = (key: string) => resource.root.get('metadata', 'annotations', key)
  const on = ['http', 'grpc'].map((name) => of(`retry.linkerd.io/${name}`)).find(({ exists }) => exists)
  const limit = of('retry.linkerd.io/limit')
  return {
    timeout: timed(of('timeout.linkerd.io/request')),
    perTry: timed(of('retry.linkerd.io/timeout')),
    retries: on && { count: limit.number() ?? 1, field: limit.exists ? limit : on },
    retryOn: on && { conditions: list(on.text()), field: on },
  }
}

function timed(field: Field): Timed | undefined {
  const ms = milliseconds(field.text())
  return ms === undefined ? undefined : { ms, field }
}

function keyOf(field: Field, resource: Resource): string {
  return serviceKey(field.text() ?? '', resource.namespace)
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

/** `{ exact: GET }`, `{ regex: GET|HEAD }`, or plain text. */
function wordsOf(field: Field): string[] | undefined {
  if (!field.exists) return undefined
  const texts = field.text() === undefined ? field.entries().map(([, value]) => value.text() ?? '') : [field.text()!]
  return texts.flatMap((text) => text.split('|'))
}

function methodsOf(matches: readonly (string[] | undefined)[]): string[] | undefined {
  if (matches.length === 0 || matches.some((words) => words === undefined)) return undefined
  return matches.flatMap((words) => words!.map((word) => word.replace(/[^a-z]/gi, '').toUpperCase()))
}

// What a policy makes of a pod, without an API server: its CEL in JavaScript, and its changes applied by hand. What a real API server makes
// of it: npm run tool -- inject.
import { Environment } from '@marcbachmann/cel-js'

interface Json {
  [key: string]: unknown
}

interface PolicySpec {
  readonly matchConditions: readonly { readonly expression: string }[]
  readonly variables: readonly { readonly name: string; readonly expression: string }[]
  readonly mutations: readonly {
    readonly jsonPatch?: { readonly expression: string }
    readonly applyConfiguration?: { readonly expression: string }
  }[]
}

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
})

/** The pod as the policy leaves it. */
export function evaluatePolicy(spec: PolicySpec, pod: object, params: object): object {
  let object = structuredClone(pod) as Json
  const evaluate = (expression: string) => {
    const variables: Json = {}
    const context = { object, params, variables }
    for (const { name, expression: text } of spec.variables)
      variables[name] = environment.evaluate(asMaps(text), context)
    return plain(environment.evaluate(asMaps(expression), context))
  }
  if (!spec.matchConditions.every(({ expression }) => evaluate(expression) === true)) return object
  for (const { jsonPatch, applyConfiguration } of spec.mutations) {
    if (jsonPatch !== undefined)
      for (const patch of evaluate(jsonPatch.expression) as Json[]) object = add(object, patch)
    else object = merge(object, evaluate(applyConfiguration?.expression ?? '') as Json) as Json
  }
  return object
}

/** `Object.spec{containers: x}` is `{'containers': x}` without types. */
function asMaps(expression: string): string {
  return expression.replace(/\b(?:Object(?:\.\w+)*|JSONPatch)\{/g, '{').replace(/([{,]\s*)(\w+):(?=\s)/g, "$1'$2':")
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Map) return plain(Object.fromEntries(value))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

/** A patch that adds a member, or the last item of a list. */
function add(object: Json, { op, path, value }: Json): Json {
  if (op !== 'add') throw new Error(`unknown operation ${op}`)
  const made = structuredClone(object)
  const keys = String(path).slice(1).split('/')
  const last = keys.pop() as string
  const holder = keys.reduce((inner, key) => inner[key] as Json, made)
  if (Array.isArray(holder)) holder.push(value)
  else holder[last] = value
  return made
}

/** Server-side apply: maps by their keys, lists by what names their items. */
function merge(before: unknown, applied: unknown): unknown {
  if (Array.isArray(applied)) {
    const list = (before ?? []) as Json[]
    const keyOf = (one: Json) => one.mountPath ?? one.name
    const changed = list.map((one) => {
      const own = applied.find((other) => keyOf(other) === keyOf(one))
      return own === undefined ? one : merge(one, own)
    })
    return [...changed, ...applied.filter((one) => !list.some((other) => keyOf(other) === keyOf(one)))]
  }
  if (typeof applied !== 'object' || applied === null) return applied
  const made: Json = { ...(before as Json) }
  for (const [key, value] of Object.entries(applied)) {
    const merged = merge(made[key], value)
    if (made[key] !== undefined || !isEmpty(merged)) made[key] = merged
  }
  return made
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

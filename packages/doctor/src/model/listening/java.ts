// Where Spring Boot, Quarkus and Micronaut listen: from options, from variables with options, and from Spring's JSON.
import type { Container } from '../workloads.ts'
import { addressOf, type Listening } from './address.ts'
import type { Word } from './command-line.ts'
import { javaOptions, javaSettings } from './programs.ts'

export function javaIn({ env }: Container, words: readonly Word[]): Listening[] {
  const options = env
    .filter(({ name }) => javaOptions.test(name))
    .flatMap(({ value, field }) => value.split(/\s+/).map((word) => ({ word, field })))
  const settings = [...words, ...options].flatMap(({ word, field }) => {
    const found = /^(?:--|-D)([\w.-]+)=(.+)$/.exec(word)
    return found ? [{ key: found[1]!, value: found[2]!, field }] : []
  })
  const json = env.find(({ name }) => name === 'SPRING_APPLICATION_JSON')
  if (json)
    settings.push(...flatten(json.value).map(({ key, value }) => ({ key, value: String(value), field: json.field })))

  return Object.entries(javaSettings).flatMap(([key, portKey]) => {
    const setting = settings.find((one) => one.key === key)
    const found = setting && addressOf(setting.value)
    if (!setting || !found) return []
    const port = Number(settings.find((one) => one.key === portKey)?.value)
    return [{ host: found.host, port: port > 0 ? port : undefined, field: setting.field }]
  })
}

/** `{"server": {"address": "x"}}` and `{"server.address": "x"}` are the same to Spring. */
export function flatten(text: string): { key: string; value: unknown }[] {
  try {
    return walk(JSON.parse(text), '')
  } catch {
    return []
  }
}

function walk(value: unknown, path: string): { key: string; value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ key: path, value }]
  return Object.entries(value).flatMap(([key, inner]) => walk(inner, path === '' ? key : `${path}.${key}`))
}

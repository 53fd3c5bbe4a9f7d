// The schemas of Istio's kinds and the Gateway API's, out of their own CRDs. kubernetes-validate knows neither.
import { readFile } from 'node:fs/promises'
import { Ajv } from 'ajv'
import { parseAllDocuments } from 'yaml'
import { findCrds } from '../../crds.js'
import type { Manifest } from './manifests.ts'

/** What is wrong with an object of one of these kinds; `undefined` for a kind that is none of them. */
export type CheckCustom = (manifest: Manifest) => string | undefined

/** @returns `check`, or why there is none */
export async function findCrdCheck(): Promise<{ check?: CheckCustom; why?: string }> {
  try {
    const texts = await Promise.all((await findCrds()).map((file) => readFile(file, 'utf8')))
    return { check: checker(texts.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS()))) }
  } catch (error) {
    return { why: `the CRDs come with Go, as modules: ${(error as Error).message}` }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: JSON as it comes
function checker(crds: any[]): CheckCustom {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const schemas = new Map<string, object>()
  for (const { spec } of crds.filter((one) => one?.kind === 'CustomResourceDefinition')) {
    for (const { name, schema } of spec.versions) {
      schemas.set(`${spec.group}/${name} ${spec.names.kind}`, closed(schema.openAPIV3Schema, true))
    }
  }
  return (manifest) => {
    const schema = schemas.get(`${manifest.apiVersion} ${manifest.kind}`)
    if (schema === undefined) return undefined
    return ajv.validate(schema, manifest) ? '' : ajv.errorsText()
  }
}

/** A field that the schema does not name is an error, as in the API server: a typo would do nothing, silently. */
// biome-ignore lint/suspicious/noExplicitAny: JSON as it comes
function closed(schema: any, isRoot = false): any {
  if (Array.isArray(schema)) return schema.map((one) => closed(one))
  if (typeof schema !== 'object' || schema === null) return schema
  const { properties, items, additionalProperties } = schema
  if (properties === undefined) {
    return {
      ...schema,
      ...(items && { items: closed(items) }),
      ...(typeof additionalProperties === 'object' && { additionalProperties: closed(additionalProperties) }),
    }
  }
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true
  const known = Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, closed(one)]))
  // Every object has these two; CRDs need not name them.
  const own = isRoot ? { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } } : {}
  return { ...schema, properties: { ...known, ...own }, ...(isOpen ? {} : { additionalProperties: false }) }
}

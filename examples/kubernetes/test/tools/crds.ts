// The schemas of Istio's kinds and the Gateway API's, out of their own CRDs. kubernetes-validate knows neither.
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { execa } from 'execa'
import { parseAllDocuments } from 'yaml'
import { cached } from '../../../mesh/cache.js'
import type { Manifest } from './manifests.ts'

const sources = {
  'istio.yaml': { module: 'istio.io/api@v1.31.1', file: 'kubernetes/customresourcedefinitions.gen.yaml' },
  'gateway.yaml': {
    module: 'sigs.k8s.io/gateway-api@v1.6.0',
    file: 'config/crd/standard/gateway.networking.k8s.io_gateways.yaml',
  },
}

/** What is wrong with an object of one of these kinds; `undefined` for a kind that is none of them. */
export type CheckCustom = (manifest: Manifest) => string | undefined

/** @returns `check`, or why there is none */
export async function findCrds(): Promise<{ check?: CheckCustom; why?: string }> {
  const names = Object.values(sources).map(({ module }) => module.replace(/^.*\//, '').replace('@', '-'))
  try {
    const folder = await cached(`crds-${names.join('-')}`, fetchAll)
    const texts = await Promise.all(Object.keys(sources).map((name) => readFile(join(folder, name), 'utf8')))
    return { check: checker(texts.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS()))) }
  } catch (error) {
    return { why: `the CRDs come with Go, as modules: ${(error as Error).message}` }
  }
}

async function fetchAll(folder: string): Promise<void> {
  for (const [name, { module, file }] of Object.entries(sources)) {
    const { stdout } = await execa('go', ['mod', 'download', '-json', module], { cwd: folder })
    await copyFile(join(JSON.parse(stdout).Dir, file), join(folder, name))
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

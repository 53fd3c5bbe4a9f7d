// What a reader gives the OpenTelemetry Operator: the Instrumentation of docs/inject.md, as it stands there.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const page = new URL('../../docs/inject.md', import.meta.url)

/**
 * @param {{ env?: readonly object[], nodeEnv?: readonly object[] }} [options] variables for `spec.env` and for `spec.nodejs.env`
 * @returns the object
 */
export function instrumentation({ env, nodeEnv } = {}) {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => parse(text))
  const found = blocks.filter(({ kind }) => kind === 'Instrumentation')
  if (found.length !== 1) throw new Error(`docs/inject.md has ${found.length} Instrumentations, not one`)
  const [{ spec, ...rest }] = found
  const nodejs = { ...spec.nodejs, ...(nodeEnv ? { env: [...(spec.nodejs.env ?? []), ...nodeEnv] } : {}) }
  return { ...rest, spec: { ...spec, ...(env ? { env: [...(spec.env ?? []), ...env] } : {}), nodejs } }
}

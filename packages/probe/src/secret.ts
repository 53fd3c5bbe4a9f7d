// Reads the shared secret of the probe.
import { TraceferryError } from '@traceferry/core'
import { type Environment, variableIn } from '@traceferry/core/internal'

const SHORTEST = 16

/** The shared secret in TRACEFERRY_PROBE_SECRET; undefined when it is not set, and then the probe stays off. */
export function secretOf(environment: Environment = process.env): string | undefined {
  const secret = variableIn(environment, 'TRACEFERRY_PROBE_SECRET')?.value as string | undefined
  if (secret === undefined || secret.length >= SHORTEST) return secret
  // The message does not show the value, because it would end up in logs.
  throw new TraceferryError(
    'TF050',
    `TRACEFERRY_PROBE_SECRET has ${secret.length} characters`,
    `use ${SHORTEST} or more random characters, such as \`openssl rand -hex 32\` prints`,
  )
}

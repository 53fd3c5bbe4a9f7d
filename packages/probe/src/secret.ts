import { TraceferryError } from '@traceferry/core'
import { type Environment, variableIn } from '@traceferry/core/internal'

const SHORTEST = 16

/** The shared secret of the environment; undefined when it is not set, and then nothing of the probe is switched on. */
export function secretOf(environment: Environment = process.env): string | undefined {
  const secret = variableIn(environment, 'TRACEFERRY_PROBE_SECRET')?.value as string | undefined
  if (secret === undefined || secret.length >= SHORTEST) return secret
  // The value itself is not shown: it would end up in logs.
  throw new TraceferryError(
    'TF050',
    `TRACEFERRY_PROBE_SECRET has ${secret.length} characters`,
    `write ${SHORTEST} or more, random, such as \`openssl rand -hex 32\` prints`,
  )
}

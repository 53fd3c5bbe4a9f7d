// Chooses which sidecars to look for, from the options and from the variables of earlier tools.
import { type Environment, flag, variableIn } from '@traceferry/core/internal'
import { type SidecarSettings, sidecarUrl } from './sidecar-options.ts'
import { type Sidecar, sidecars } from './sidecars.ts'

/** Which sidecars to look for, and why. */
export interface SidecarChoice {
  /** The sidecars to look for, the likelier first. Empty when there is nothing to do. */
  readonly candidates: readonly Sidecar[]
  /** Why it is empty. */
  readonly off?: string
  /** Why there must be a sidecar. Then silence means "not yet" and not "no mesh". */
  readonly expected?: string
}

/**
 * Combines the options with the environment. It honors the switches of earlier tools: linkerd-await's
 * LINKERD_AWAIT_DISABLED and LINKERD_DISABLED, and START_WITHOUT_ENVOY, NEVER_KILL_ISTIO, ENVOY_ADMIN_API and
 * ISTIO_QUIT_API of scuttle and envoy-preflight.
 */
export function chooseSidecars(
  { mesh, readyUrl, quitUrl }: SidecarSettings,
  purpose: 'await' | 'quit' | 'find',
  environment: Environment = process.env,
): SidecarChoice {
  const off = mesh === 'none' ? 'switched off by mesh: none' : switches[purpose](environment)
  if (off !== undefined) return { candidates: [], off }

  // With a URL and no name there is one sidecar to ask, not three at the same address.
  const some =
    readyUrl && mesh === 'auto' ? sidecars.slice(0, 1).map((s) => ({ ...s, mesh: 'custom' as const })) : sidecars
  const candidates = some
    .filter((sidecar) => mesh === 'auto' || sidecar.mesh === mesh)
    .map((sidecar) => withAddressesFrom(sidecar, environment))
    .map((sidecar) => ({
      ...sidecar,
      ...(readyUrl ? { ready: [readyUrl] } : {}),
      ...(quitUrl ? { quit: quitUrl } : {}),
    }))
  const expected = mesh !== 'auto' ? `mesh: ${mesh}` : readyUrl ? 'readyUrl' : sidecarVariable(environment)
  return expected === undefined ? { candidates } : { candidates, expected }
}

// Variables that switch a purpose off. Most of them come from earlier tools.
const switches = {
  find: (): string | undefined => undefined,
  await(environment: Environment): string | undefined {
    // linkerd-await accepts any value that is not empty; scuttle wants "true".
    const linkerd = ['LINKERD_AWAIT_DISABLED', 'LINKERD_DISABLED'].find((name) => environment[name])
    return (
      off(linkerd) ?? off(set(environment, 'START_WITHOUT_ENVOY')) ?? off(set(environment, 'TRACEFERRY_AWAIT_DISABLED'))
    )
  },
  quit: (environment: Environment): string | undefined =>
    off(set(environment, 'NEVER_KILL_ISTIO')) ?? off(set(environment, 'TRACEFERRY_QUIT_DISABLED')),
}

const off = (variable: string | undefined) => (variable === undefined ? undefined : `switched off by ${variable}`)

function set(environment: Environment, name: string): string | undefined {
  const given = variableIn(environment, name)
  return given !== undefined && flag(given) ? name : undefined
}

/** A variable that only a pod with a sidecar has. */
function sidecarVariable(environment: Environment): string | undefined {
  return Object.keys(environment).find((name) => /^(ENVOY_ADMIN_API|ISTIO_QUIT_API|ISTIO_META_.+)$/.test(name))
}

function withAddressesFrom(sidecar: Sidecar, environment: Environment): Sidecar {
  const admin = baseIn(environment, 'ENVOY_ADMIN_API')
  if (sidecar.mesh === 'envoy' && admin !== undefined) {
    return { ...sidecar, ready: [`${admin}/ready`], quit: `${admin}/quitquitquit` }
  }
  const agent = baseIn(environment, 'ISTIO_QUIT_API')
  if (sidecar.mesh === 'istio' && agent !== undefined) {
    return { ...sidecar, ready: [...sidecar.ready, `${agent}/healthz/ready`], quit: `${agent}/quitquitquit` }
  }
  return sidecar
}

function baseIn(environment: Environment, name: string): string | undefined {
  const given = variableIn(environment, name)
  return given && sidecarUrl(given).replace(/\/+$/, '')
}

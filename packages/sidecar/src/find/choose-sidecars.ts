// Which sidecars to look for, by the options and by the variables of the tools that did this before.
import { type Environment, flag, variableIn } from '@traceferry/core/internal'
import { type SidecarSettings, sidecarUrl } from './sidecar-options.ts'
import { type Sidecar, sidecars } from './sidecars.ts'

export interface SidecarChoice {
  /** The sidecars to look for, the likelier first; empty when there are none to look for. */
  readonly candidates: readonly Sidecar[]
  /** Why there are none. */
  readonly off?: string
  /** Why there must be one, so that silence means "not yet" and not "no mesh". */
  readonly expected?: string
}

/**
 * Brings options and environment together. The switches of the tools that did this before are honored: linkerd-await's
 * LINKERD_AWAIT_DISABLED and LINKERD_DISABLED, scuttle's and envoy-preflight's START_WITHOUT_ENVOY,
 * NEVER_KILL_ISTIO, ENVOY_ADMIN_API and ISTIO_QUIT_API.
 */
export function chooseSidecars(
  { mesh, readyUrl, quitUrl }: SidecarSettings,
  purpose: 'await' | 'quit' | 'find',
  environment: Environment = process.env,
): SidecarChoice {
  const off = mesh === 'none' ? 'switched off by mesh: none' : switches[purpose](environment)
  if (off !== undefined) return { candidates: [], off }

  // With a URL and without a name there is one thing to ask, not three that are asked at the same place.
  const some =
    readyUrl && mesh === 'auto' ? sidecars.slice(0, 1).map((s) => ({ ...s, mesh: 'custom' as const })) : sidecars
  const candidates = some
    .filter((sidecar) => mesh === 'auto' || sidecar.mesh === mesh)
    .map((sidecar) => moved(sidecar, environment))
    .map((sidecar) => ({
      ...sidecar,
      ...(readyUrl ? { ready: [readyUrl] } : {}),
      ...(quitUrl ? { quit: quitUrl } : {}),
    }))
  const expected = mesh !== 'auto' ? `mesh: ${mesh}` : readyUrl ? 'readyUrl' : named(environment)
  return expected === undefined ? { candidates } : { candidates, expected }
}

// Variables that switch one of the two off, most of them those of the tools that did this before.
const switches = {
  find: (): string | undefined => undefined,
  await(environment: Environment): string | undefined {
    // linkerd-await takes any value, the empty one aside; scuttle wants "true".
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

/** Variables that only a pod with such a sidecar has. */
function named(environment: Environment): string | undefined {
  return Object.keys(environment).find((name) => /^(ENVOY_ADMIN_API|ISTIO_QUIT_API|ISTIO_META_.+)$/.test(name))
}

function moved(sidecar: Sidecar, environment: Environment): Sidecar {
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

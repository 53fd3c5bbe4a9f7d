import { flag, oneOf, url } from './checks.ts'
import { type MeshName, type Sidecar, sidecars } from './sidecars.ts'

/** Which sidecar to look for: any, a certain one, or none at all. */
export type MeshChoice = 'auto' | 'none' | MeshName

/** Where to look, if not at the ports that each mesh has by default. */
export interface Where {
  /**
   * `auto` (the default) looks for all and takes what is there; a name waits for that one, even when nothing listens yet;
   * `none` does nothing. Variable: TRACEFERRY_MESH.
   */
  mesh?: MeshChoice
  /** Where the sidecar says that it is ready, for one on another port. Variable: TRACEFERRY_READY_URL. */
  readyUrl?: string
  /** Where a POST ends it. Variables: TRACEFERRY_QUIT_URL, and for Istio ISTIO_QUIT_API. */
  quitUrl?: string
}

export interface Choice {
  /** The sidecars to look for, the likelier first; empty when none shall be. */
  readonly candidates: readonly Sidecar[]
  /** Why none shall be looked for. */
  readonly off?: string
  /** Why there must be one, so that silence means "not yet" and not "no mesh". */
  readonly expected?: string
}

export const choices: readonly MeshChoice[] = ['auto', 'none', 'istio', 'linkerd', 'envoy']

/**
 * Brings options and environment together. The switches of the tools that did this before are honoured: linkerd-await's
 * LINKERD_AWAIT_DISABLED and LINKERD_DISABLED, scuttle's and envoy-preflight's START_WITHOUT_ENVOY,
 * NEVER_KILL_ISTIO, ENVOY_ADMIN_API and ISTIO_QUIT_API.
 */
export function choose(
  where: Where,
  purpose: 'await' | 'quit' | 'look',
  environment: NodeJS.ProcessEnv = process.env,
): Choice {
  const mesh = oneOf('mesh', where.mesh ?? (environment.TRACEFERRY_MESH?.trim() || 'auto'), choices)
  const off = mesh === 'none' ? 'switched off by mesh: none' : switches[purpose](environment)
  if (off !== undefined) return { candidates: [], off }

  const readyUrl = where.readyUrl ?? environment.TRACEFERRY_READY_URL
  const quitUrl = where.quitUrl ?? environment.TRACEFERRY_QUIT_URL
  // With a URL and without a name there is one thing to ask, not three that are asked at the same place.
  const some =
    readyUrl && mesh === 'auto' ? sidecars.slice(0, 1).map((s) => ({ ...s, mesh: 'custom' as const })) : sidecars
  const candidates = some
    .filter((sidecar) => mesh === 'auto' || sidecar.mesh === mesh)
    .map((sidecar) => moved(sidecar, environment))
    .map((sidecar) => ({
      ...sidecar,
      ...(readyUrl ? { ready: [url('readyUrl', readyUrl)] } : {}),
      ...(quitUrl ? { quit: url('quitUrl', quitUrl) } : {}),
    }))
  const expected = mesh !== 'auto' ? `mesh: ${mesh}` : readyUrl ? 'readyUrl' : named(environment)
  return expected === undefined ? { candidates } : { candidates, expected }
}

// Variables that switch one of the two off, most of them those of the tools that did this before.
const switches = {
  look: (): string | undefined => undefined,
  await(environment: NodeJS.ProcessEnv): string | undefined {
    // linkerd-await takes any value, the empty one aside; scuttle wants "true".
    const linkerd = ['LINKERD_AWAIT_DISABLED', 'LINKERD_DISABLED'].find((name) => environment[name])
    return (
      off(linkerd) ?? off(set(environment, 'START_WITHOUT_ENVOY')) ?? off(set(environment, 'TRACEFERRY_AWAIT_DISABLED'))
    )
  },
  quit: (environment: NodeJS.ProcessEnv): string | undefined =>
    off(set(environment, 'NEVER_KILL_ISTIO')) ?? off(set(environment, 'TRACEFERRY_QUIT_DISABLED')),
}

const set = (environment: NodeJS.ProcessEnv, name: string) => (flag(name, environment[name]) ? name : undefined)
const off = (variable: string | undefined) => (variable === undefined ? undefined : `switched off by ${variable}`)

/** Variables that only a pod with such a sidecar has. */
function named(environment: NodeJS.ProcessEnv): string | undefined {
  return Object.keys(environment).find((name) => /^(ENVOY_ADMIN_API|ISTIO_QUIT_API|ISTIO_META_.+)$/.test(name))
}

function moved(sidecar: Sidecar, environment: NodeJS.ProcessEnv): Sidecar {
  const admin = environment.ENVOY_ADMIN_API?.replace(/\/+$/, '')
  if (sidecar.mesh === 'envoy' && admin) {
    return { ...sidecar, ready: [url('ENVOY_ADMIN_API', `${admin}/ready`)], quit: `${admin}/quitquitquit` }
  }
  const agent = environment.ISTIO_QUIT_API?.replace(/\/+$/, '')
  if (sidecar.mesh === 'istio' && agent) {
    return {
      ...sidecar,
      ready: [...sidecar.ready, url('ISTIO_QUIT_API', `${agent}/healthz/ready`)],
      quit: `${agent}/quitquitquit`,
    }
  }
  return sidecar
}

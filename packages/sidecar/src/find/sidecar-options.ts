// The options that say which sidecar to look for, of all that look for one.
import { type Given, type OptionKind, oneOf, option, wrong } from '@traceferry/core/internal'
import type { MeshName } from './sidecars.ts'

/** Which sidecar to look for: any, a certain one, or none at all. */
export type MeshChoice = 'auto' | 'none' | MeshName

/** Where to look, if not at the ports that each mesh has by default. */
export interface SidecarOptions {
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

/** The same, read. */
export interface SidecarSettings {
  readonly mesh: MeshChoice
  readonly readyUrl: string | undefined
  readonly quitUrl: string | undefined
}

/** How they are read. */
export const sidecarKinds: { readonly [N in keyof SidecarSettings]: OptionKind<SidecarSettings[N]> } = {
  mesh: option(oneOf<MeshChoice>(['auto', 'none', 'istio', 'linkerd', 'envoy']), {
    variable: 'TRACEFERRY_MESH',
    fallback: 'auto',
  }),
  readyUrl: option(sidecarUrl, { variable: 'TRACEFERRY_READY_URL' }),
  quitUrl: option(sidecarUrl, { variable: 'TRACEFERRY_QUIT_URL' }),
}

/** The URL of a sidecar: plain http, since it is beside us. */
export function sidecarUrl(given: Given): string {
  const { value } = given
  if (typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'http:') return value
  throw wrong('TF020', given, 'use a URL such as http://127.0.0.1:15021/healthz/ready')
}

// Reads the options that say which sidecar to look for.
import { type Given, type OptionKind, oneOf, option, wrong } from '@traceferry/core/internal'
import type { MeshName } from './sidecars.ts'

/** Which sidecar to look for: any, the one of a mesh, or none. */
export type MeshChoice = 'auto' | 'none' | MeshName

/** Which sidecar to look for, and its addresses if they are not the default ones of its mesh. */
export interface SidecarOptions {
  /**
   * `auto` (the default) looks for all and takes the one it finds. A name waits for that one, even when nothing listens yet.
   * `none` does nothing. Variable: TRACEFERRY_MESH.
   */
  mesh?: MeshChoice
  /** The URL that says whether the sidecar is ready, if it is not the default. Variable: TRACEFERRY_READY_URL. */
  readyUrl?: string
  /** The URL that ends the sidecar on a POST, if it is not the default. Variables: TRACEFERRY_QUIT_URL, and for Istio ISTIO_QUIT_API. */
  quitUrl?: string
}

/** The options, read. */
export interface SidecarSettings {
  readonly mesh: MeshChoice
  readonly readyUrl: string | undefined
  readonly quitUrl: string | undefined
}

/** How each option is read. */
export const sidecarKinds: { readonly [N in keyof SidecarSettings]: OptionKind<SidecarSettings[N]> } = {
  mesh: option(oneOf<MeshChoice>(['auto', 'none', 'istio', 'linkerd', 'envoy']), {
    variable: 'TRACEFERRY_MESH',
    fallback: 'auto',
  }),
  readyUrl: option(sidecarUrl, { variable: 'TRACEFERRY_READY_URL' }),
  quitUrl: option(sidecarUrl, { variable: 'TRACEFERRY_QUIT_URL' }),
}

/** Reads the URL of a sidecar. It is plain http, because the sidecar shares the pod's network. */
export function sidecarUrl(given: Given): string {
  const { value } = given
  if (typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'http:') return value
  throw wrong('TF020', given, 'use a URL such as http://127.0.0.1:15021/healthz/ready')
}

// sidecar.js runs without a build; this is for the tests that import it.
import type { Envoy } from '../demo/run-shop.d.ts'

export interface Ports {
  port: number
  admin: number
}

export interface Sidecar {
  url: string
  admin: string
  ready(): Promise<void>
  /** Settled when Envoy has ended. */
  ended: Promise<unknown>
  setApps(apps: readonly number[]): Promise<void>
  stop(): Promise<void>
}

export function portsForSidecar(): Promise<Ports>
export function startSidecar(
  envoy: Envoy,
  options: {
    apps: readonly number[]
    retries?: object
    http2?: boolean
    idle?: string
    ports?: Ports
    ready?: boolean
  },
): Promise<Sidecar>

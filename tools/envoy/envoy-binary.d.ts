/** How to start an Envoy. */
export interface Envoy {
  command: string
  args: string[]
  version: string
  from: string
}

/**
 * Finds an Envoy or gets the newest.
 * @public
 */
export function findEnvoy(say?: (text: string) => void): Promise<Envoy>

/**
 * Finds this release of Envoy or gets it.
 * @public
 */
export function findRelease(release: string, say?: (text: string) => void): Promise<Envoy>

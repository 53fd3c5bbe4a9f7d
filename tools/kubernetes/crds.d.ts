/** The paths of the CRDs' files, fetched into the cache at first. */
export function findCrds(): Promise<string[]>

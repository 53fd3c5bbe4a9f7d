/** `$TRACEFERRY_CACHE`, else the user's cache folder. */
export function cacheFolder(env?: NodeJS.ProcessEnv): string
/** The folder `name` in the cache, made by `fill(folder)` unless it is there. */
export function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string>

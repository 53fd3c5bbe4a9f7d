import { readFileSync } from 'node:fs'

/** The version of this package, from beside `src` and `dist` alike. */
export function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}

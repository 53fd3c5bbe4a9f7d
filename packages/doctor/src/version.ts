import { createRequire } from 'node:module'

// The same distance from src/ as from dist/, where this file is part of index.js.
export const version: string = createRequire(import.meta.url)('../package.json').version

/** The page of a rule. */
export function helpUri(id: string): string {
  return `https://github.com/traceferry/traceferry/blob/main/docs/doctor.md#${id.toLowerCase()}`
}

// The doctor's version, and the address of a rule's page.
import { createRequire } from 'node:module'

// package.json is one folder up from src/ and from dist/, where this file is bundled into index.js.
export const version: string = createRequire(import.meta.url)('../package.json').version

/** The address of a rule's page. */
export function helpUri(id: string): string {
  return `https://github.com/traceferry/traceferry/blob/main/docs/doctor.md#${id.toLowerCase()}`
}

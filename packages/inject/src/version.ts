// The version of this package.
import { createRequire } from 'node:module'

// The same distance from src/ as from dist/, where this file is part of index.js.
export const version: string = createRequire(import.meta.url)('../package.json').version

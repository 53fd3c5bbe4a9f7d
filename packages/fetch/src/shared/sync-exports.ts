// Makes our changes to Node's modules visible in their imports.
/**
 * Makes a change to a builtin module visible in `import { request } from 'node:http'`, also if that import came first. Bun and Deno
 * accept it and do nothing, older Workers lack it; there, we catch a request through node:http at its agent.
 */
export function syncExports(): void {
  try {
    process.getBuiltinModule('node:module')?.syncBuiltinESMExports?.()
  } catch {
    // Listed, but missing.
  }
}

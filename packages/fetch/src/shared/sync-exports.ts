// Makes our changes to Node's modules visible in their imports.
/**
 * Makes a change of a builtin module visible in `import { request } from 'node:http'`, also if that import came first. Bun and Deno
 * accept it and do nothing, older Workers lack it; there a request that goes through node:http is met at its agent.
 */
export function syncExports(): void {
  try {
    process.getBuiltinModule('node:module')?.syncBuiltinESMExports?.()
  } catch {
    // Named, but not there.
  }
}

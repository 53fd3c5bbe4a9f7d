// Checks whether Node has loaded a builtin module.
import { runtime } from '@traceferry/core/internal'

/**
 * Whether the app or Node itself has loaded a builtin module by now; undefined if Node does not say. Bun, Deno and workerd give no
 * sign when one loads, so it counts as loaded there.
 */
export function isBuiltinLoaded(name: string): boolean | undefined {
  if (runtime !== 'node') return true
  const { moduleLoadList } = process as unknown as { moduleLoadList?: string[] }
  return moduleLoadList?.includes(`NativeModule ${name}`)
}

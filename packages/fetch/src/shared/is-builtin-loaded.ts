// Tells whether Node has loaded a builtin module.
/** Whether the app or Node itself has loaded a builtin module by now; undefined if Node does not tell. */
export function isBuiltinLoaded(name: string): boolean | undefined {
  const { moduleLoadList } = process as unknown as { moduleLoadList?: string[] }
  return moduleLoadList?.includes(`NativeModule ${name}`)
}

/** Whether a builtin module has been loaded by now, by the app or by Node itself; undefined where Node does not tell. */
export function isBuiltinLoaded(name: string): boolean | undefined {
  const { moduleLoadList } = process as unknown as { moduleLoadList?: string[] }
  return moduleLoadList?.includes(`NativeModule ${name}`)
}

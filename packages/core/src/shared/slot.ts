/**
 * What all copies of this package in the process share, whatever their number, versions or module systems. The name
 * carries the version of what is kept there and changes only with it.
 */
export function slot<T extends object>(name: symbol, make: () => T): T {
  const holder = globalThis as { [name: symbol]: T | undefined }
  if (holder[name] === undefined) {
    try {
      Object.defineProperty(holder, name, { value: make() })
    } catch {
      // A frozen globalThis: copies cannot meet, each works alone.
    }
  }
  return holder[name] ?? make()
}

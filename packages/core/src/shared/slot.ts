import { home } from './home.ts'

/**
 * What all copies of this package share, whatever their number, versions or module systems. The name carries the version of
 * what is kept there and changes only with it.
 */
export function slot<T extends object>(name: symbol, make: () => T, at: object = home): T {
  const holder = at as { [name: symbol]: T | undefined }
  if (holder[name] === undefined) {
    try {
      Object.defineProperty(holder, name, { value: make() })
    } catch {
      // A frozen global object: copies cannot meet, each works alone.
    }
  }
  return holder[name] ?? make()
}

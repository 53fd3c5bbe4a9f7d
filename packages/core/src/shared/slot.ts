// State that all copies of this package share.
import { home } from './home.ts'

/**
 * Returns what all copies of this package share, of any version or module system. Makes it if it is not
 * there yet. The name carries the version of what is kept there, and changes only with it.
 */
export function slot<T extends object>(name: symbol, make: () => T, at: object = home): T {
  const holder = at as { [name: symbol]: T | undefined }
  if (holder[name] === undefined) {
    try {
      Object.defineProperty(holder, name, { value: make() })
    } catch {
      // The global object is frozen: copies cannot meet, so each works alone.
    }
  }
  return holder[name] ?? make()
}

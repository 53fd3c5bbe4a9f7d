// Recognizes the key `<<`, which brings in the members of other maps.
import { isScalar } from 'yaml'

/** Whether a key is a merge key. The parser gives it a symbol as its value. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<'))
}

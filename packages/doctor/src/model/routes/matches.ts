// Compares the matches of a VirtualService: whether one takes every request that another takes.
import type { Field } from '../../read/field.ts'

/** Whether everything that `later` matches is matched by `earlier` too. A match without conditions takes everything. */
export function covers(earlier: Field, later: Field): boolean {
  const isAnyCase = earlier.get('ignoreUriCase').value === true
  if (!isAnyCase && later.get('ignoreUriCase').value === true && earlier.get('uri').exists) return false
  return earlier.entries().every(([key, condition]) => {
    if (/^(name|statPrefix|ignoreUriCase)$/.test(key) || !condition.exists) return true
    const other = later.get(key)
    if (/^(headers|queryParams|withoutHeaders|sourceLabels)$/.test(key))
      return condition.entries().every(([name, one]) => {
        const same = other.get(name)
        return same.exists && (key === 'headers' || key === 'queryParams' ? takes(one, same, false) : isSame(one, same))
      })
    if (!other.exists) return false
    return /^(uri|scheme|method|authority)$/.test(key)
      ? takes(condition, other, key === 'uri' && isAnyCase)
      : isSame(condition, other)
  })
}

/** `prefix: /` takes `exact: /a` and `prefix: /a`; a regex takes only itself. */
function takes(condition: Field, other: Field, isAnyCase: boolean): boolean {
  const lower = (text: string | undefined) => (isAnyCase ? text?.toLowerCase() : text)
  const prefix = lower(condition.get('prefix').text())
  if (prefix === undefined) return isSame(condition, other, isAnyCase)
  return [other.get('prefix'), other.get('exact')].some((one) => lower(one.text())?.startsWith(prefix) === true)
}

function isSame(one: Field, other: Field, isAnyCase = false): boolean {
  const text = (field: Field) => JSON.stringify(field.value)
  return isAnyCase ? text(one).toLowerCase() === text(other).toLowerCase() : text(one) === text(other)
}

// Names of headers, in whatever case they are written. By hand, as toLowerCase and a look into a map cost a thousand
// instructions for each of the thousand names that a stranger may send.

/** Whether a name in any case is exactly this lower-case one. */
export function isSame(name: string, lower: string): boolean {
  return name.length === lower.length && startsWith(name, lower)
}

/** Whether a name in any case starts with this lower-case text. */
export function startsWith(name: string, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    const c = name.charCodeAt(i)
    if (c !== lower.charCodeAt(i) && !(c >= 65 && c <= 90 && (c | 32) === lower.charCodeAt(i))) return false
  }
  return true
}

// Recognizes the variables that name a forward proxy.
/** Whether a variable names a forward proxy, which is on the way to the callee and not the callee. */
export function isProxyVariable(name: string): boolean {
  return /^(https?|ftp|all|no)_proxy$/i.test(name)
}

// Finds the proxy that reads a call of fetch.

/**
 * The origin of the proxy that sees a call and its headers: that of the call itself (Bun), or that of the environment, which Bun
 * and Deno follow. Undefined without one, and for https, which goes through a proxy unread.
 */
export function proxyOrigin(url: URL, own: unknown): string | undefined {
  if (url.protocol !== 'http:') return undefined
  const named = typeof own === 'object' && own !== null ? (own as { url?: unknown }).url : own
  if (named) return originOf(String(named))
  const { http_proxy, HTTP_PROXY, all_proxy, ALL_PROXY, no_proxy, NO_PROXY } = process.env
  const proxy = http_proxy || HTTP_PROXY || all_proxy || ALL_PROXY
  return proxy && !isExempt(url, no_proxy || NO_PROXY || '') ? originOf(proxy) : undefined
}

function originOf(proxy: string): string {
  const href = proxy.includes('://') ? proxy : `http://${proxy}`
  // A proxy that cannot be parsed counts as outside.
  return URL.canParse(href) ? new URL(href).origin : 'http://unknown.proxy.invalid'
}

/** `NO_PROXY=orders,.svc.cluster.local,127.0.0.1`, or a lone `*`. */
function isExempt({ hostname, host }: URL, list: string): boolean {
  return list.split(/[\s,]+/).some((entry) => {
    const name = entry.toLowerCase()
    if (name === '') return false
    return (
      name === '*' || name === hostname || name === host || hostname.endsWith(name.startsWith('.') ? name : `.${name}`)
    )
  })
}

interface Request {
  method: string
  headers: readonly (readonly [string, string])[]
  data?: string
  timeout: number
}

/** One request, without following redirects: the probe is signed for this host alone. */
export async function requestOnce(url: string, { method, headers, data, timeout }: Request): Promise<Response> {
  const response = await fetch(url, {
    method: data !== undefined && method === 'GET' ? 'POST' : method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(data === undefined ? {} : { body: data }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
  }).catch((error: Error & { cause?: Error }) => {
    throw error.cause ?? error
  })
  await response.body?.cancel()
  return response
}

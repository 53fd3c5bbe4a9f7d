// Handlers of a caller that dispatches by itself: of undici 6, or of the newer ones.

export function handlerFor({ client, extra, throws }, { log }, over) {
  const old = client === 'undici6' || (extra === 'old handler' && client === 'undici7')
  const seen = (name, ...words) => {
    log(`handler ${name} ${words.join(' ')}`.trim())
    if ((throws === 'data' && /Data/.test(name)) || (throws === 'callback' && /Headers|ResponseStart$/.test(name)))
      throw new RangeError('thrown by the handler of the caller')
    return true
  }
  const done = (name, socket) => {
    seen(name)
    socket?.destroy()
    over()
  }
  const failed = (name, error) => {
    log.error(`handler ${name}`, error)
    over()
  }
  if (old)
    return {
      onConnect: () => seen('onConnect'),
      onHeaders: (status, headers) => seen('onHeaders', status, String(headers)),
      onData: (chunk) => seen('onData', String(chunk)),
      onComplete: () => done('onComplete'),
      onError: (error) => failed('onError', error),
      onUpgrade: (_status, _headers, socket) => done('onUpgrade', socket),
      onBodySent: (chunk) => seen('onBodySent', Buffer.from(chunk).toString('latin1')),
    }
  return {
    onRequestStart: () => seen('onRequestStart'),
    onResponseStart: (_controller, status, headers) => seen('onResponseStart', status, JSON.stringify(headers)),
    onResponseData: (_controller, chunk) => seen('onResponseData', String(chunk)),
    onResponseEnd: () => done('onResponseEnd'),
    onResponseError: (_controller, error) => failed('onResponseError', error),
    onRequestUpgrade: (_controller, _status, _headers, socket) => done('onRequestUpgrade', socket),
  }
}

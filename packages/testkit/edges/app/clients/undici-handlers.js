// Handlers of a caller that dispatches by itself: of undici 6, or of the newer ones.

export function handlerFor({ client, extra, throws }, { log }, over) {
  const old = client === 'undici6' || (extra === 'old handler' && client === 'undici7')
  const seen = (name, ...words) => {
    log(`handler ${name} ${words.join(' ')}`.trim())
    if ((throws === 'data' && /Data/.test(name)) || (throws === 'callback' && /Headers|ResponseStart$/.test(name)))
      throw new RangeError('thrown by the handler of the caller')
    return true
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
      onComplete: () => (seen('onComplete'), over()),
      onError: (error) => failed('onError', error),
      onUpgrade: (_status, _headers, socket) => (seen('onUpgrade'), socket.destroy(), over()),
      onBodySent: (chunk) => seen('onBodySent', String(chunk)),
    }
  return {
    onRequestStart: () => seen('onRequestStart'),
    onResponseStart: (_controller, status, headers) => seen('onResponseStart', status, JSON.stringify(headers)),
    onResponseData: (_controller, chunk) => seen('onResponseData', String(chunk)),
    onResponseEnd: () => (seen('onResponseEnd'), over()),
    onResponseError: (_controller, error) => failed('onResponseError', error),
    onRequestUpgrade: (_controller, _status, _headers, socket) => (seen('onRequestUpgrade'), socket.destroy(), over()),
  }
}

// Parses HTTP/1.1 responses from raw bytes.
/** An HTTP/1.1 response as it came over the wire. */
export interface Answer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Takes the first complete response from the received bytes (as latin1 text); undefined while there is none yet. */
export function takeAnswer(text: string, ended: boolean): { answer: Answer; rest: string } | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = text.slice(0, headEnd)
  const status = Number(head.slice(9, 12))
  const after = text.slice(headEnd + 4)
  // An interim response such as 100 Continue; the real one follows.
  if (status < 200 && status !== 101) return takeAnswer(after, ended)

  const body = takeBody(head, status, after, ended)
  return body === undefined
    ? undefined
    : { answer: { status, head, body: body.text }, rest: after.slice(body.consumed) }
}

type Body = { text: string; consumed: number } | undefined

function takeBody(head: string, status: number, text: string, ended: boolean): Body {
  if (status === 101 || status === 204 || status === 304) return { text: '', consumed: 0 }
  if (/^transfer-encoding: *chunked/im.test(head)) return takeChunks(text)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  if (length === undefined) return ended ? { text, consumed: text.length } : undefined
  const bytes = Number(length)
  return text.length < bytes ? undefined : { text: text.slice(0, bytes), consumed: bytes }
}

function takeChunks(text: string): Body {
  let at = 0
  let body = ''
  for (;;) {
    const lineEnd = text.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (text.length < next) return undefined
    body += text.slice(lineEnd + 2, lineEnd + 2 + size)
    at = next
    if (size === 0) return { text: body, consumed: at }
  }
}

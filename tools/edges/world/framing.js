// Where a request ends, among bytes that may hold anything.

/** The length of the first whole request in a text, body included; undefined while it is not whole, or cannot be read. */
export function lengthOf(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end + 2)
  const start = end + 4
  if (/\r\ntransfer-encoding: *chunked\r\n/i.test(head)) return chunkedLength(text, start)
  const length = Number(/\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1] ?? 0)
  return text.length >= start + length ? start + length : undefined
}

function chunkedLength(text, start) {
  let at = start
  for (;;) {
    const line = text.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(text.slice(at, line), 16)
    if (Number.isNaN(size)) return undefined
    at = line + 2 + size + 2
    if (at > text.length) return undefined
    if (size === 0) return at
  }
}

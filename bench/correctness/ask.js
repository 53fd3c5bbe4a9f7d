// Asks the app as a mesh does: with all requests at once, or one after the other over a single connection.
import http from 'node:http'
import net from 'node:net'

/** A body comes in two pieces, so that what reads it has to wait for the second one. */
const GAP = 5

export async function atOnce(port, { handler, requests, body = 'earl', type }, inbound) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 })
  const asks = Array.from({ length: requests }, (_, i) => {
    const headers = [...inbound(i + 1), 'host', `127.0.0.1:${port}`, 'content-length', String(body.length)]
    if (type !== undefined) headers.push('content-type', type)
    return ask({ host: '127.0.0.1', port, path: `/${handler}/${i + 1}`, method: 'POST', headers, agent }, body)
  })
  await Promise.all(asks)
  agent.destroy()
}

/**
 * Several handlers at once, so that their calls cross.
 * @param {number} port
 * @param {{ handlers: Record<string, string>, requests: number, type: string }} row
 * @param {any} inbound
 */
export async function ofAll(port, { handlers, ...row }, inbound) {
  await Promise.all(Object.values(handlers).map((handler) => atOnce(port, { ...row, handler }, inbound)))
}

function ask(options, body) {
  return new Promise((resolve) => {
    const request = http.request(options, (response) => response.resume().on('end', resolve))
    // What becomes of the request is judged by what reached the upstream.
    request.on('error', () => setTimeout(resolve, 200))
    const half = body.length / 2
    request.write(body.slice(0, half))
    setTimeout(() => request.end(body.slice(half)), GAP)
  })
}

/** Only every other request carries headers. A bare socket, as an agent may open a second connection unasked. */
export async function inTurn(port, { handler, requests }, inbound) {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  socket.on('error', () => {})
  for (let n = 1; n <= requests && !socket.destroyed; n++) {
    const lines = [`POST /${handler}/${n} HTTP/1.1`, `host: 127.0.0.1:${port}`, 'content-length: 4']
    const headers = n % 2 === 1 ? inbound(n) : []
    for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
    const answer = answerOn(socket)
    socket.write(`${lines.join('\r\n')}\r\n\r\nea`)
    setTimeout(() => socket.write('rl'), GAP)
    await answer
  }
  socket.destroy()
}

function answerOn(socket) {
  /** @type {Promise<void>} */
  const answered = new Promise((resolve) => {
    let text = ''
    const read = (chunk) => {
      text += chunk
      if (text.endsWith('\r\n0\r\n\r\n')) done()
    }
    const done = () => {
      socket.off('data', read).off('close', done)
      resolve()
    }
    socket.on('data', read).on('close', done)
  })
  return answered
}

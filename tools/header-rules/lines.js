// Raw header lines as they were on a wire, kept for each path, and how the servers that keep them are closed.

/** @returns `note(path, rawHeaders)` and `of(path)`: one list of `[name in lower case, value]` for each request */
export function linesByPath() {
  const seen = new Map()
  return {
    note(path, rawHeaders) {
      const lines = []
      for (let i = 0; i < rawHeaders.length; i += 2) lines.push([rawHeaders[i].toLowerCase(), rawHeaders[i + 1]])
      seen.set(path, [...(seen.get(path) ?? []), lines])
    },
    of: (path) => seen.get(path) ?? [],
  }
}

/** All values of a header among lines. */
export const valuesOf = (lines, name) => lines.filter(([line]) => line === name).map(([, value]) => value)

export function closing(server) {
  const sockets = new Set()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return async function close() {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

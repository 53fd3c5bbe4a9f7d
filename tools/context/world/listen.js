/** Listens on a free port. Resolves to the port and what closes it, connections and all. */
export async function listen(server) {
  // Longer than the whole run, so that no call is lost in the moment a socket is closed.
  server.keepAliveTimeout = 3_600_000
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

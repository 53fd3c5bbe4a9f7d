import net from 'node:net'

/**
 * A port that nobody uses at this moment, for servers that cannot listen on 0. Below the ports that the system gives to
 * connections, and below those of the sidecars that other tests start.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 4_900)
    const probe = net.createServer()
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, () => resolve(true))
    })
    await new Promise((resolve) => probe.close(resolve))
    if (free) return port
  }
}

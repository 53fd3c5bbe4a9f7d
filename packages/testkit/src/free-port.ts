// Finds a free port.
import net from 'node:net'

/**
 * A port that is free at this moment, for servers that cannot listen on 0. It is below the system's ephemeral ports and below
 * the ports of the sidecars that other tests start.
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

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

// Whatever a tracer wants to send goes to a port on which nothing listens.
const quiet = {
  DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
}

export type Order = 'before' | 'after'

/**
 * Starts an app with traceferry, compiled as users have it, and this neighbour, which is set up `before` or `after` it. `otel:w3c:off` names the
 * file of the neighbour and its modes.
 */
export async function startBeside(
  neighbour: string,
  order: Order,
  upstream: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join(here, 'apps/app.cjs'), neighbour, order, upstream], {
    // Not this process's own environment: its flags for tests must not reach the app.
    env: { PATH: process.env.PATH, ...quiet },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(child, 'exit')
  ended.catch(() => {})
  async function listening(): Promise<number> {
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /^port (\d+)$/.exec(line)?.[1]
      if (port !== undefined) return Number(port)
    }
    throw new Error(`the app beside ${neighbour} ended: ${said}`)
  }
  const port = await listening()
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill()
      await ended
    },
  }
}

// Asks systems from another pod: a question goes through the client's sidecar, then through the system's own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('ask.js', import.meta.url))

/** @returns `ask(system, pods)`: what the system's own `ask` says; `stop()` */
export function startClient(client) {
  const [file, args] = client.command(process.execPath, [script])
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map()
  let failure
  const ended = once(child, 'exit').then(([code, signal]) => {
    failure = new Error(`the client ended with ${code ?? signal}`)
    for (const { reject } of waiting.values()) reject(failure)
  })
  createInterface(child.stdout).on('line', (line) => {
    const { id, ...answer } = JSON.parse(line)
    waiting.get(id).resolve(answer)
    waiting.delete(id)
  })
  let count = 0
  return {
    ask: ({ name }, pods) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure)
        const id = count++
        waiting.set(id, { resolve, reject })
        child.stdin.write(`${JSON.stringify({ id, name, addresses: pods.map(({ address }) => address) })}\n`)
      }),
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

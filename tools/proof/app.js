// Starts one of the proofs' apps in a process of its own, as it would be in a container of its own.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const running = new Set()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * @param file in tools/proof/apps
 * @param settings what the app reads from process.env.PROOF
 * @returns `port` once it listens, `ended` settled with its exit code, `messages`: what it has told since
 */
export async function startApp(file, settings, env = {}) {
  const child = fork(fileURLToPath(new URL(`apps/${file}`, import.meta.url)), {
    env: { ...process.env, ...env, PROOF: JSON.stringify(settings) },
    execArgv: [],
  })
  running.add(child)
  const messages = []
  child.on('message', (message) => messages.push(message))
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(child)
    return code ?? signal
  })
  const first = await Promise.race([once(child, 'message'), ended])
  if (!Array.isArray(first)) throw new Error(`tools/proof/apps/${file} ended with ${first}`)
  return {
    port: first[0].port,
    ended,
    messages,
    kill: (signal) => child.kill(signal),
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

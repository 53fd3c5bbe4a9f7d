// A process that answers one message after the other.
import { fork } from 'node:child_process'
import { once } from 'node:events'

/**
 * Starts it; resolves to { first, ask, stop }, where `first` is what it said when it was ready.
 * @param {string} file
 * @param {{ binary?: string, env?: NodeJS.ProcessEnv, stdio?: 'inherit' | 'ignore' }} options
 */
export async function startProcess(file, { binary = process.execPath, env = {}, stdio = 'inherit' }) {
  const child = fork(file, {
    execPath: binary,
    execArgv: ['--expose-gc', '--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', stdio, stdio, 'ipc'],
    env: { ...process.env, ...env },
  })
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${file} ended with ${code ?? signal}`)
  })
  failed.catch(() => {})
  const heard = () => Promise.race([once(child, 'message').then(([message]) => message), failed])
  const first = await heard()

  function ask(message) {
    const answer = heard()
    child.send(message)
    return answer
  }
  return { first, ask, stop: () => child.connected && child.disconnect() }
}

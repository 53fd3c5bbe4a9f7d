// The app under test as its parent has it: a process that is told what to open and close, and answers.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const app = join(import.meta.dirname, '../app/app.js')

/** Starts it on a Node. Resolves to { clients, ask, stop }: `ask` sends a message and resolves to its answer. */
export async function startApp(binary, plan) {
  const child = fork(app, {
    execPath: binary,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the app under test ended with ${code ?? signal}`)
  })
  failed.catch(() => {})
  /** @type {Promise<any>} */
  let last = Promise.resolve()

  /** One at a time: an answer says not to what. */
  function ask(message) {
    last = last.then(() => {
      const answer = once(child, 'message').then(([first]) => first)
      child.send(message)
      return Promise.race([answer, failed])
    })
    return last
  }

  const { clients } = await ask(plan)
  return { clients, ask, stop: () => child.connected && child.disconnect() }
}

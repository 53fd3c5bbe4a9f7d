// The app once more, in a process of its own, with an OpenTelemetry SDK that is set up before it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The same as startApp of app.js; `report()` tells the SDK's `spans`, too, in the shape of Zipkin's. */
export async function startAppWithSdk({ vectors, port, sdk }) {
  const script = fileURLToPath(new URL('sdk-process.js', import.meta.url))
  const child = fork(script, { execArgv: [], serialization: 'advanced' })
  const ended = once(child, 'exit')
  const ask = async (message) => {
    child.send(message)
    const [answer] = await Promise.race([once(child, 'message'), ended])
    if (typeof answer !== 'object') throw new Error(`the app with an SDK ended: ${answer}`)
    return answer
  }
  const started = await ask({ vectors, port, sdk })
  return { port: started.port, report, close }

  async function report() {
    const { got, failures, spans } = await ask('report')
    return { of: (path) => got.get(path) ?? [], failures, spans }
  }
  async function close() {
    child.kill()
    await ended
  }
}

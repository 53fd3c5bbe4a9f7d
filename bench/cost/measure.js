// One contender in one cell: what a request costs its process, when everything is warm.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connectTo } from './ask.js'

const service = fileURLToPath(new URL('../speed/service.cjs', import.meta.url))

/** Until the engine has optimised what it will, and then windows of which the cheapest counts: see below. */
const WARM = 1000
const WINDOWS = 6
const REQUESTS = 200

/** The meter's figure per request. The least of the windows, as late compilation and big collections only add. */
export async function measure({ meter, cell, contender, upstream, apps }) {
  const [program, ...args] = [...meter.command, process.execPath, ...meter.flags, service]
  const child = spawn(program, args, {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: '', APPS: apps, UPSTREAM: upstream, CONTENDER: contender },
      ...{ FRAMEWORK: cell.framework, CLIENT: cell.client, FANOUT: '1', OWN_HEADERS: '0' },
    },
  })
  let seen
  meter.listen(child, (figure) => seen?.(figure))
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${contender} ended with ${code}`)))
  ended.catch(() => {})
  const look = () => {
    const figure = new Promise((resolve) => {
      seen = resolve
    })
    child.send(meter.question)
    return Promise.race([figure, ended])
  }
  try {
    const [{ port }] = await Promise.race([once(child, 'message'), ended])
    const { ask, close } = await connectTo(port)
    await Promise.race([ask(WARM), ended])
    const windows = []
    let before = await look()
    for (let i = 0; i < WINDOWS; i++) {
      await Promise.race([ask(REQUESTS), ended])
      const after = await look()
      windows.push((after - before) / REQUESTS)
      before = after
    }
    close()
    return Math.round(Math.min(...windows))
  } finally {
    child.kill('SIGKILL')
  }
}

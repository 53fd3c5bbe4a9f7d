// Starts the load's process and hands it orders.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Words to put before a command so that it stays on this core; none on one core or without taskset. */
export function onCore(core) {
  const can = availableParallelism() > 1 && spawnSync('taskset', ['-c', String(core), 'true']).status === 0
  return can ? ['taskset', '-c', String(core)] : []
}

/** `prefix`: see onCore. */
export async function startLoader(prefix = []) {
  const [program, ...args] = [...prefix, process.execPath, fileURLToPath(new URL('load.js', import.meta.url))]
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the load's process ended with ${code}`)
  })
  ended.catch(() => {})
  const answer = async () => {
    const [{ answer, error }] = await Promise.race([once(child, 'message'), ended])
    if (error !== undefined) throw new Error(error)
    return answer
  }
  const upstream = await answer()
  const tell = (order) => {
    child.send(order)
    return answer()
  }
  return { upstream, tell, stop: () => child.kill('SIGKILL') }
}

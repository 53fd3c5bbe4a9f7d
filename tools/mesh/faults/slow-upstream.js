import { setTimeout as sleep } from 'node:timers/promises'

/**
 * payments stops for three seconds at a time; orders' sidecar gives up after two (the route in none.js). What payments had begun,
 * it finishes later, for no client.
 */
export default {
  title: 'payments stops for 3 s at a time, route timeout 2 s',
  async during(mesh, seconds) {
    const { pid } = mesh.program('payments', 'app')
    for (let second = 4; second < seconds; second += 4) {
      await sleep(1000)
      process.kill(pid, 'SIGSTOP')
      await sleep(3000)
      process.kill(pid, 'SIGCONT')
    }
  },
  seen: ({ timeouts, requests, answered }) =>
    `${timeouts} calls ended with 504, ${requests - answered} requests failed`,
  happened: ({ timeouts }) => timeouts > 0,
}

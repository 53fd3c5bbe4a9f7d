import { setTimeout as sleep } from 'node:timers/promises'

const victim = 'orders'

/** kill -9 of a sidecar under load; a new one a second later. Its app has no network in between. */
export default {
  title: `${victim}' sidecar killed, started again after 1 s`,
  losesSpans: true,
  async during(mesh, seconds) {
    await sleep((seconds / 3) * 1000)
    const sidecar = mesh.program(victim, 'sidecar')
    process.kill(sidecar.pid, 'SIGKILL')
    await sidecar.ended
    await sleep(1000)
    await mesh.start(victim, 'sidecar')
  },
  seen: ({ requests, answered, orphans }) =>
    `${requests - answered} requests failed; ${orphans} spans' parents died unreported with the sidecar`,
  happened: ({ requests, answered }) => answered < requests,
}

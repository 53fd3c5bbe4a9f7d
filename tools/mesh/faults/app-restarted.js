import { setTimeout as sleep } from 'node:timers/promises'

/** A service restarts under load, its sidecar stays. */
export default {
  title: 'inventory restarted',
  async during(mesh, seconds) {
    await sleep((seconds / 3) * 1000)
    await mesh.program('inventory', 'app').stop()
    await mesh.start('inventory', 'app')
  },
  seen: ({ requests, answered }) => `${requests - answered} requests failed meanwhile`,
  happened: ({ requests, answered }) => answered < requests,
}

// TF501: a Job is complete when all of its containers have ended, its sidecar among them.
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { cluster, listener } from '../envoy-parts.js'
import { containerOf, find } from './manifest.js'
import { inPlace } from './place.js'
import { isNative, startPod } from './pod.js'

const traceferry = fileURLToPath(new URL('../../../packages/cli/bin/traceferry.js', import.meta.url))

export const jobs = {
  id: 'TF501',
  rows: [
    {
      what: 'a Job whose work is done after 0.3 s; classic against native sidecar',
      measure: (objects, options) => completed(find(objects, 'Job'), options),
    },
    {
      what: 'the same, classic, with `traceferry await --quit` in front of the command',
      // The bad manifest's sidecar, ended by the Job itself.
      change: (text, which) =>
        which === 'bad'
          ? text
          : text
              .replace('["node", "report.js"]', '["traceferry", "await", "--quit", "--", "node", "report.js"]')
              .replace('      annotations:\n        sidecar.istio.io/nativeSidecar: "true"\n', '      labels: {}\n'),
      measure: (objects, options) => completed(find(objects, 'Job'), options),
    },
  ],
}

function completed(job, { envoy, short }) {
  const patience = short ? 3000 : 10_000
  return inPlace(async (place) => {
    const start = () =>
      place.sidecar(envoy, (port) => ({
        listeners: [listener('out', port, { cluster: 'app' })],
        clusters: [cluster('app', port)],
      }))
    let done
    const { sidecar } = await startPod(job, {
      sidecar: start,
      app: async () => {
        if (containerOf(job).command[0] !== 'traceferry') done = runJob(containerOf(job).command, {})
      },
    })
    done ??= runJob(containerOf(job).command, {
      ENVOY_ADMIN_API: `http://127.0.0.1:${sidecar.admin}`,
      TRACEFERRY_MESH: 'envoy',
    })
    await done
    const finished = performance.now()
    if (isNative(job)) sidecar.program.stop()
    let timer
    const over = new Promise((resolve) => {
      timer = setTimeout(resolve, patience)
    })
    await Promise.race([sidecar.program.ended, over])
    clearTimeout(timer)
    const isComplete = sidecar.program.result !== undefined
    const after = Math.round(performance.now() - finished)
    return {
      text: isComplete ? `complete ${after} ms after its work` : `not complete ${patience / 1000} s after its work`,
      works: isComplete,
      figures: { complete: isComplete, after },
    }
  })
}

/** The command of the manifest, with work of 0.3 s in the place of report.js. */
async function runJob(command, env) {
  const words = command.map((word) => ({ traceferry, node: process.execPath })[word] ?? word)
  const at = words.indexOf('report.js')
  words.splice(at, 1, '-e', 'setTimeout(() => {}, 300)')
  const [program, ...args] = command[0] === 'traceferry' ? [process.execPath, ...words] : words
  await execa(program, args, { env, stdin: 'ignore', timeout: 60_000 })
}

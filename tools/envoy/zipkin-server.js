// A real Zipkin: the server's exec jar from Maven Central, kept in the cache, run with the installed Java.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cached } from '../shared/cache.js'
import { Unprepared } from '../shared/errors.js'
import { keep, remove, temporaryFolder } from '../shared/folders.js'
import { freePorts } from '../shared/ports.js'
import { run, start } from '../shared/processes.js'

const release = '3.5.1'
const jar = `zipkin-server-${release}-exec.jar`

/**
 * @param {(text: string) => void} [say] hears what takes time
 * @param {{ heap?: string, mostSpans?: number }} [room] how much it may keep in memory
 * @returns the server's `url`, `page(traceId)`: where it shows a trace, `receivedAll(count)`, `stop()`
 */
export async function startZipkin(say = () => {}, { heap = '1g', mostSpans = 500_000 } = {}) {
  const file = await findJar(say)
  say(`Starting Zipkin ${release}`)
  const folder = await temporaryFolder(join(tmpdir(), 'traceferry-zipkin-'))
  const [port = 0] = await freePorts(1)
  const program = start(
    'zipkin',
    'java',
    [`-Xmx${heap}`, '-jar', file, ...listenOn(port), `--zipkin.storage.mem.max-spans=${mostSpans}`],
    {
      log: join(folder, 'zipkin.log'),
    },
  )
  const url = `http://127.0.0.1:${port}`
  try {
    await ready(url, program)
  } catch (error) {
    keep(folder)
    throw new Unprepared(`${error instanceof Error ? error.message : error}\nIts log is in ${folder}`)
  }
  return {
    url,
    page: (/** @type {string} */ traceId) => `${url}/zipkin/traces/${traceId}`,
    receivedAll: (/** @type {number} */ count) => receivedAll(url, count),
    stop,
  }

  async function stop() {
    await program.stop()
    remove(folder)
  }
}
/** @param {(text: string) => void} say */

async function findJar(say) {
  const folder = await cached(`zipkin-${release}`, async (partial) => {
    say(`Fetching Zipkin ${release} with Maven`)
    await run('mvn', [
      '--batch-mode',
      'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
      `-Dartifact=io.zipkin:zipkin-server:${release}:jar:exec`,
      `-DoutputDirectory=${partial}`,
    ])
  }).catch((error) => {
    throw new Unprepared(
      `Could not fetch io.zipkin:zipkin-server:${release} (this needs mvn and java): ${error.message}`,
    )
  })
  return join(folder, jar)
}

/**
 * On loopback only, where the default is every address of the machine.
 * @param {number} port
 */
function listenOn(port) {
  const first = '--armeria.ports[0]'
  return [`${first}.ip=127.0.0.1`, `${first}.port=${port}`, `${first}.protocols[0]=http`]
}

/**
 * Waits until the server's own counter says that it has received this many spans.
 * @param {string} url
 * @param {number} count
 */
async function receivedAll(url, count) {
  const deadline = Date.now() + 30_000
  for (;;) {
    /** @type {any} */
    const metrics = await (await fetch(`${url}/metrics`)).json()
    const received = metrics['counter.zipkin_collector.spans.http'] ?? 0
    if (received >= count) return
    if (Date.now() > deadline) throw new Unprepared(`Zipkin has received ${received} of ${count} spans`)
    await sleep(200)
  }
}
/**
 * @param {string} url
 * @param {ReturnType<typeof start>} program
 */

async function ready(url, program) {
  const deadline = Date.now() + 300_000
  while (!program.failure() && Date.now() < deadline) {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.ok) return
    await sleep(200)
  }
  throw new Error(program.failure() ?? 'Zipkin was not up after 300 s')
}

// `npm run bench -- audit`: the audit of a million spans, about a gigabyte, from a file and out of a real Zipkin: seconds of processor and megabytes
// of memory, and whether both grow no faster than the input. Fails above what is promised: 60 s and 500 MB.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { startZipkin } from '../../tools/envoy/zipkin-server.js'
import { temporaryFolder } from '../../tools/shared/folders.js'
import { broken, PACE, sendSpans, writeSpans } from './write-spans.js'

const audit = fileURLToPath(new URL('../../packages/audit/bin/audit.js', import.meta.url))
const [PROMISED_SECONDS, PROMISED_MB] = [60, 500]

const folder = await temporaryFolder(join(tmpdir(), 'traceferry-audit-'))
const most = Number(process.argv[2] ?? 1_000_000)
for (const count of [most / 10, most]) {
  const file = join(folder, `${count}.json`)
  const { size, written } = await writeSpans(file, count)
  report(`${written} spans of a file, ${(size / 1e6).toFixed(0)} MB`, await measure([file]))
}
// Each into a store of its own: what an hour of a mesh leaves.
for (const count of [most / 10, most]) {
  const store = await startZipkin((text) => console.error(text), { heap: '8g', mostSpans: 2 * most })
  try {
    const spanned = (count / 10) * PACE
    const from = Date.now() - spanned - 60_000
    await sendSpans(store.url, count, from)
    const lookback = `${Math.ceil((Date.now() - from) / 1000) + 10}s`
    const all = ['--zipkin', store.url, '--limit', String(count), '--lookback', lookback]
    report(`${count} spans of a Zipkin`, await measure(all), count)
  } finally {
    await store.stop()
  }
}

function report(what, { seconds, mb, wall, workloads, read }, expected = 0) {
  const found = workloads.filter(({ verdict }) => verdict === 'breaks').map(({ name }) => name)
  console.log(
    `${what}: ${read.spans} read, ${seconds.toFixed(1)} s of processor, ${wall.toFixed(1)} s, ${mb.toFixed(0)} MB; breaks: ${found.join(', ')}`,
  )
  const isRight = found.sort().join() === [...broken].sort().join() && read.spans >= expected
  if (!isRight || seconds > PROMISED_SECONDS || mb > PROMISED_MB) process.exitCode = 1
}

/** By the kernel's own counts of the process, taken as it ends. */
async function measure(input) {
  const hook = `process.on('exit', () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage(); process.stderr.write(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, mb: maxRSS / 1024 })) })`
  const args = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, audit, ...input, '--json']
  const started = Date.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  const used = JSON.parse(stderr.slice(stderr.lastIndexOf('{')))
  return { ...used, wall: (Date.now() - started) / 1000, ...JSON.parse(stdout) }
}

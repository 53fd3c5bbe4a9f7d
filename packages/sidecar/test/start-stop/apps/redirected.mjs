// Run in a network of its own, where calls may be redirected to a proxy that is not up. SIDECAR: ms until one is.
import { createServer } from 'node:http'
import { awaitSidecar } from '@traceferry/sidecar'

const { SIDECAR } = process.env
const sidecar = createServer((_, response) => response.end())
if (SIDECAR) setTimeout(() => sidecar.listen(15021, '127.0.0.1'), Number(SIDECAR))
const called = await fetch('http://10.9.0.1/').catch((error) => error.cause)
const { mesh, ready, waitedMs } = await awaitSidecar({ absentMs: 300, intervalMs: 100, timeoutMs: 15_000 })
console.log(JSON.stringify({ mesh, ready, waitedMs, call: called.message }))
process.exit()

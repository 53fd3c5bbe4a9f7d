// Run in a network of its own, where calls may be redirected to a proxy that is not up. SIDECAR: ms until one is.
import { createServer } from 'node:http'
import { awaitSidecar } from '@traceferry/lifecycle'

const { SIDECAR } = process.env
const sidecar = createServer((_, response) => response.end())
if (SIDECAR) setTimeout(() => sidecar.listen(15021, '127.0.0.1'), Number(SIDECAR))
const called = await fetch('http://10.9.0.1/').catch((error) => error.cause)
const { mesh, ready, waited } = await awaitSidecar({ absent: 300, interval: 100, timeout: 15_000 })
console.log(JSON.stringify({ mesh, ready, waited, call: called.message }))
process.exit()

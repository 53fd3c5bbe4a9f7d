// What is around the app under test, in another process than it: upstreams, the recorder, and the ledger they write in.

import { certificate } from './certificate.js'
import { createLedger } from './ledger.js'
import { startRecorder } from './recorder.js'
import { startGrpcUpstreams } from './upstream-grpc.js'
import { startUpstream } from './upstream-http.js'
import { startUpstream as startHttp2 } from './upstream-http2.js'

const STATES = ['idle', 'closing', 'reset', 'cold', 'warm', 'before', 'saturated']

/** Resolves to { ledger, ports, close }: `ports` is what the app is told. */
export async function startWorld() {
  const ledger = createLedger()
  const secret = certificate()
  const recorder = await startRecorder(ledger)
  const upstreams = {
    http: await startUpstream(ledger),
    https: await startUpstream(ledger, secret),
    http2: await startHttp2(ledger),
    http2s: await startHttp2(ledger, secret),
    // got 16 has one pool for each origin, too.
    'got saturated': await startHttp2(ledger, secret, 1),
    'got cold': await startHttp2(ledger, secret),
    'got warm': await startHttp2(ledger, secret),
  }
  // Built-in fetch has one pool for each origin, so that each state has an origin of its own.
  for (const state of STATES) upstreams[`fetch ${state}`] = await startUpstream(ledger)
  const grpc = await startGrpcUpstreams(ledger, secret)
  const ports = Object.fromEntries(Object.entries(upstreams).map(([name, { port }]) => [name, port]))
  return {
    ledger,
    ports: { recorder: recorder.port, upstreams: { ...ports, grpc: grpc.ports }, certificate: { cert: secret.cert } },
    close() {
      for (const server of [recorder, grpc, ...Object.values(upstreams)]) server.close()
    },
  }
}

import { once } from 'node:events'
import http from 'node:http'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { type Envoy, findEnvoy } from '../../../../tools/envoy/envoy-binary.js'
import { type Chain, startChain } from '../../../../tools/proof/chain.js'
import { type MeshError, meshError } from '../../src/index.ts'

// What a real Envoy says when it answers itself, its body unread and read: the caller's sidecar, and the callee's.
let envoy: Envoy
beforeAll(async () => {
  envoy = await findEnvoy()
}, 240_000)

let chain: Chain | undefined
afterEach(() => chain?.stop())

type Options = Parameters<typeof startChain>[1]

/** Two services; the second one behaves as told, and the first one's Envoy is asked for it. */
async function start(second: object, out: object = {}): Promise<Chain> {
  const settings: Options['settings'] = (hop) => (hop === 1 ? second : {})
  chain = await startChain(envoy, { hops: 2, settings, out })
  return chain
}

/** The same verdict with and without the body. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<MeshError | undefined> {
  const [response] = (await once(http.get(url, { headers, agent: false }), 'response')) as [http.IncomingMessage]
  const unread = meshError(response)
  let body = ''
  for await (const chunk of response.setEncoding('utf8')) body += chunk
  const read = meshError(response, body)
  expect({ ...unread, attempts: read?.attempts, retry: read?.retry }).toEqual({ attempts: undefined, ...read })
  return read
}

test('the app, through two sidecars', async () => {
  const { out } = await start({ answer: 503 })
  expect(await ask(out)).toMatchObject({ by: 'app', status: 503, reason: 'status 503', retry: true })
})

test('nobody there, a connection lost, and the sidecar has tried', async () => {
  const { out, apps } = await start({ work: 60_000 })
  const lost = ask(out)
  await expect.poll(() => apps[1]?.messages.some(({ event }) => event === 'arrived')).toBe(true)
  apps[1]?.kill('SIGKILL')
  expect(await lost).toMatchObject({ by: 'sidecar', reason: 'connection lost', retry: true, mayHaveRun: true })
  // A connection that the sidecar still had in its pool may be lost first.
  await expect
    .poll(() => ask(out), { timeout: 5000 })
    .toMatchObject({ by: 'sidecar', reason: 'no connection', retry: true, mayHaveRun: false })
})

test("a timeout of the caller's route, and of the callee's sidecar", async () => {
  const { out } = await start({ work: 5000 }, { timeout: '1s' })
  expect(await ask(out)).toMatchObject({ by: 'sidecar', status: 504, reason: 'timeout', retry: false })
  expect(await ask(out, { 'grpc-timeout': '100m' })).toMatchObject({ by: 'sidecar', reason: 'timeout', retry: false })
})

test('more calls than the sidecar lets through', async () => {
  const { out } = await start({ work: 9000 }, { most: 1 })
  // One is under way, one waits for it, and the third is one too many.
  const told = await Promise.any([ask(out), ask(out), ask(out)])
  expect(told).toMatchObject({ by: 'sidecar', status: 503, reason: 'overloaded', retry: false, mayHaveRun: false })
})

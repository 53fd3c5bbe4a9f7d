// All redirects of the tool, with the code of Bun, Deno and workerd on this Node.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { capture, createPolicy, run } from '@traceferry/core'
import { expect, onTestFinished, test } from 'vitest'
import { installPlainFetch } from '../../../packages/fetch/src/web/install-plain-fetch.ts'
import { redirectCases } from '../app/redirect-cases.mjs'
import { checkRedirects } from '../redirects.js'

async function serve(): Promise<number> {
  const plainFetch = globalThis.fetch
  const uninstall = installPlainFetch()
  const policy = createPolicy({ ignoreTargets: ['127.0.0.2'] }, {})
  const server: Server = createServer(async (request, response) => {
    const url = `http://service${request.url}`
    response.end(JSON.stringify(await run(capture(request.rawHeaders, policy), () => redirectCases(url, plainFetch))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    uninstall()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test('no host outside gets ids, each one inside does, and all else is as fetch does it', async () => {
  const { faults, cases } = await checkRedirects(await serve(), 'node')
  expect(faults).toEqual([])
  expect(cases).toBeGreaterThan(50)
})

// Cases of the outbound contract: calls fail as they do without traceferry.
import net from 'node:net'
import { install, uninstall } from '@traceferry/fetch'
import { expect } from 'vitest'
import { headersOf } from '../samples.ts'
import type { Cases } from './case.ts'
import { failureOf } from './failure-of.ts'
import { within } from './within.ts'

const captured = headersOf(7)

/** Calls fail as they do without traceferry. */
export const failures: Cases = {
  'a refused connection fails as it does without traceferry': {
    unless: 'oneOrigin',
    async run({ client }) {
      const url = `http://127.0.0.1:${await closedPort()}/`
      await sameFailure(() => client.get(url))
    },
  },

  'a wrong URL fails as it does without traceferry': {
    unless: ['noInvalidUrl', 'oneOrigin'],
    async run({ client }) {
      await sameFailure(() => client.get('http://[wrong'))
      await sameFailure(() => client.get('weird://host/'))
    },
  },

  'a cancelled call fails as it does without traceferry': {
    unless: 'noSignal',
    async run({ client, echo }) {
      echo.on('/slow', { delay: 300 })
      await sameFailure(() => client.get(`${echo.url}/slow`, {}, AbortSignal.abort()))
      await sameFailure(() => client.get(`${echo.url}/slow`, {}, AbortSignal.timeout(30)))
    },
  },

  'a connection that breaks fails as it does without traceferry': {
    async run({ client, echo }) {
      echo.on('/broken', { answer: (request) => void request.socket.destroy() })
      await sameFailure(() => client.get(`${echo.url}/broken`))
    },
  },
}

async function sameFailure(call: () => Promise<unknown>): Promise<void> {
  uninstall()
  const plainFailure = await failureOf(call)
  install()
  expect(plainFailure).not.toBe('no error')
  expect(await failureOf(call)).toBe(plainFailure)
  expect(await within(captured, () => failureOf(call))).toBe(plainFailure)
}

async function closedPort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

import { expect, test } from 'vitest'
import { runChild } from './child.ts'

// On Node 22 and later node:https is left to the app, and wrapped as it loads, however it does.

/** Sends through a connection that leads nowhere and belongs to no agent, and prints what it should carry. */
const program = (line: string, loading: string) => `
  const { Duplex } = process.getBuiltinModule('node:stream')
  ;(async () => {
    const { capture, createPolicy, run } = await import('@traceferry/core')
    const { install, uninstall } = await import('@traceferry/fetch')
    install()
    const early = process.moduleLoadList.includes('NativeModule https')
    ${line}
    const sent = (request) => {
      let text = ''
      const createConnection = () => new Duplex({ read() {}, write(chunk, _, done) { text += chunk; done() } })
      return run(capture(['x-request-id', 'r-1'], createPolicy({}, {})), async () => {
        request('https://orders/', { createConnection }).on('error', () => {}).end()
        await new Promise(setImmediate)
        return text.includes('x-request-id: r-1')
      })
    }
    ${loading}
    const carried = await sent(request)
    uninstall()
    const undone = process.getBuiltinModule('node:https').request !== request
    console.log(JSON.stringify({ early, carried, undone }))
  })()
`

const ways = {
  'a require that takes it out':
    "const { request } = process.getBuiltinModule('node:module').createRequire(process.execPath)('https')",
  'an import of the name': "const { request } = await import('node:https')",
  'an import of the default': "const { default: { request } } = await import('node:https')",
}

test.each(Object.entries(ways))('%s gets it wrapped', async (_, loading) => {
  const early = process.version.startsWith('v20.')
  expect(await runChild(program('', loading), 'cjs')).toEqual({ early, carried: true, undone: true })
})

test('agents of node:http are made before it as ever', async () => {
  const line = "new (process.getBuiltinModule('node:http').Agent)().on('free', () => {})"
  expect(await runChild(program(line, ways['an import of the name']), 'cjs')).toMatchObject({ carried: true })
})

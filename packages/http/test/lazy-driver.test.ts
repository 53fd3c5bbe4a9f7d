import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// A driver that is first loaded while a request is handled: Node 22 and later tell of each `require`, also of those inside the
// driver, while its own files have only half of their exports.

const program = `
const told = []
process.on('warning', ({ code }) => told.push(code))
const { traceferry } = require('@traceferry/http')
const { counters } = require('@traceferry/core')
const { createServer, get } = require('node:http')
const server = traceferry(
  createServer((request, response) => {
    for (const driver of ['pg', 'mysql2', 'http2-wrapper', '@grpc/grpc-js']) require(driver)
    response.end()
  }),
).listen(0, () => {
  get({ port: server.address().port }, (answer) => {
    answer.resume().on('end', () => setImmediate(() => {
      console.log(JSON.stringify({ told, failed: counters().failed }))
      process.exit()
    }))
  })
})
`

test('nobody is warned, and nothing of ours fails', () => {
  const { NODE_OPTIONS: _, ...env } = process.env
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const said = execFileSync(process.execPath, ['--input-type=commonjs', '-e', program], { cwd, encoding: 'utf8', env })
  expect(JSON.parse(said)).toEqual({ told: [], failed: 0 })
})

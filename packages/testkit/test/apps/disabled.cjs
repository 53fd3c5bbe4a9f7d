// Loads all packages by require and runs their lines; prints what that replaced. The argument: `everything.ts`, compiled.
'use strict'
const { differences, everything } = require(process.argv[2])
const http = require('node:http')

const names = ['express', 'fastify', 'koa', 'hono', 'http', 'grpc', 'fetch', 'messages', 'otel', 'probe']

async function main() {
  require('node:https')
  require('node:http2')
  await fetch('data:,').then((answer) => answer.text())
  const before = everything()
  const packages = Object.fromEntries(names.map((name) => [name, require(`@traceferry/${name}`)]))
  for (const name of ['express', 'koa', 'hono', 'grpc']) packages[name].traceferry()
  packages.http.traceferry(http.createServer())
  packages.probe.probe({ TRACEFERRY_PROBE_SECRET: 'a-secret-of-32-letters-and-digits' })
  require('@traceferry/register')
  const replaced = differences(before, everything()).filter((path) => !/Symbol\(traceferry\./.test(path))
  console.log(JSON.stringify({ replaced, rule: packages.express.explain('http://orders/').rule }))
}

main()

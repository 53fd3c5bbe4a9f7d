// TanStack Start, built, and served on node:http
import '../built.mjs'
import { createServer } from 'node:http'
import { toNodeHandler } from 'srvx/node'
import { listen } from '../work.mjs'

const { default: app } = await import('./dist/server/server.js')
listen(createServer(toNodeHandler(app.fetch)))

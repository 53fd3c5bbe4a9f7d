// AdonisJS 7: what its apps have as bin/server.js, with the line
import { createServer } from 'node:http'
import { Ignitor } from '@adonisjs/core'
import { traceferry } from '@traceferry/http'
import { listening } from '../work.mjs'

process.env.HOST = '127.0.0.1'
const root = new URL('./', import.meta.url)
const importer = (path) => import(/^\.\.?\//.test(path) ? new URL(path, root).href : path)

await new Ignitor(root, { importer }).httpServer().start((handler) => traceferry(createServer(handler)))
listening(process.env.PORT)

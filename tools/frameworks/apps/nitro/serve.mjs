// Nitro 3, built
import '../built.mjs'
import { createServer } from 'node:http'
import { listen } from '../work.mjs'

const { middleware } = await import('./.output/server/index.mjs')
listen(createServer(middleware))
